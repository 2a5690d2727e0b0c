'use client'

import { useText } from '@/app/_text/use-text'
import { CopyButton } from '@/components/ui/copy-button'
import { Time } from '@/components/ui/time'
import type { LinkView } from '@/contracts/detail'

/** A link that is shown once, to be copied. */
export function OneTimeLink({ link, what }: { link: LinkView; what: string }) {
  const text = useText().people
  return (
    <>
      <p>{text.linkText}</p>
      <div className="flex items-center gap-2 rounded-md border border-stroke bg-surface-sunken py-2 pr-2 pl-3">
        <code className="min-w-0 flex-1 font-mono text-xs break-all text-content-raise">{link.url}</code>
        <CopyButton value={link.url} what={what} />
      </div>
      <p className="text-content-secondary">
        {text.linkExpires} <Time at={link.expiresAt} />
      </p>
    </>
  )
}
