'use client'

import { useState } from 'react'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { TokenForm } from './_token-form'

/** Makes a token, then shows it, once. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const words = useText().account.tokens
  const [made, setMade] = useState<string>()
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      placement={made === undefined ? 'side' : 'center'}
      title={made === undefined ? words.makeTitle : words.madeTitle}
      description={made === undefined ? words.makeText : words.madeText}
    >
      {made === undefined ? (
        <TokenForm onMade={setMade} onCancel={onClose} />
      ) : (
        <div className="flex flex-col gap-4">
          <div className="flex items-center gap-2 rounded-md border border-stroke bg-surface-sunken py-2 pr-2 pl-3">
            <code className="min-w-0 flex-1 font-mono text-xs break-all text-content-raise">{made}</code>
            <CopyButton value={made} what={words.token} />
          </div>
          <p className="text-content-secondary">{words.madeUse}</p>
          <Button variant="primary" size="md" className="self-end" onClick={onClose}>
            {words.done}
          </Button>
        </div>
      )}
    </Dialog>
  )
}
