'use client'

import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'

/** Passwords that this browser made, shown once: nobody else ever had them. */
export function PasswordsDialog({ passwords, onClose }: { passwords: Record<string, string>; onClose: () => void }) {
  const words = useText().accounts.passwords
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={words.title} description={words.text}>
      <div className="flex flex-col gap-4">
        {Object.entries(passwords).map(([name, password]) => (
          <div key={name}>
            <p className="text-xs text-content-secondary">{name}</p>
            <div className="flex items-center gap-2 rounded-md border border-stroke bg-surface-sunken py-2 pr-2 pl-3">
              <code className="min-w-0 flex-1 font-mono text-xs break-all text-content-raise">{password}</code>
              <CopyButton value={password} what={words.of(name)} />
            </div>
          </div>
        ))}
        <Button variant="primary" size="md" className="self-end" onClick={onClose}>
          {words.done}
        </Button>
      </div>
    </Dialog>
  )
}
