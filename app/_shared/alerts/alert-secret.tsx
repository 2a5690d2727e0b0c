'use client'

import { useText } from '@/app/_text/use-text'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'

/** The secret of a rule's webhook, this once. */
export function AlertSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const words = useText().alerts
  return (
    <Dialog open onOpenChange={onClose} title={words.secretTitle} description={words.secretText}>
      <div className="flex items-center gap-2 rounded-md border border-stroke bg-surface-sunken py-2 pr-2 pl-3">
        <code className="min-w-0 flex-1 font-mono text-xs break-all text-content-raise">{secret}</code>
        <CopyButton value={secret} what={words.secret} />
      </div>
    </Dialog>
  )
}
