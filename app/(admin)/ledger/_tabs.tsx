'use client'

import { paths } from '@/app/_lib/paths'
import { useText } from '@/app/_text/use-text'
import { LinkTabs } from '@/components/ui/tabs'

/** What the keep wrote down, and what never reached it. */
export function LedgerTabs() {
  const { ledger, refusals } = useText()
  return (
    <div className="mb-5">
      <LinkTabs
        label={ledger.title}
        tabs={[
          { href: paths.ledger, label: ledger.ofKeep },
          { href: paths.refusals, label: refusals.title },
        ]}
      />
    </div>
  )
}
