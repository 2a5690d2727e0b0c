'use client'

import { useQuery } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Id } from '@/components/ui/id'
import { Notice } from '@/components/ui/notice'
import type { LedgerVerdict } from '@/contracts/ledger'

interface Verification {
  button: ReactNode
  /** Nothing before the button was used. */
  verdict: ReactNode
}

/** Lets the keep compute the whole chain again and says whether it holds. */
export function useVerification(): Verification {
  const trpc = useTRPC()
  const text = useText()
  const query = useQuery({ ...trpc.ledger.verify.queryOptions(), enabled: false, retry: false })
  const button = (
    <Button icon={<ShieldCheck aria-hidden="true" />} pending={query.isFetching} onClick={() => void query.refetch()}>
      {text.ledger.verify}
    </Button>
  )
  if (query.isError && !query.isFetching)
    return {
      button,
      verdict: (
        <Notice tone="bad" className="mb-5">
          {messageOf(query.error, text.common.unavailable)}
        </Notice>
      ),
    }
  const verdict = query.data !== undefined && (
    <Notice tone={query.data.whole ? 'good' : 'bad'} className="mb-5">
      <Verdict verdict={query.data} />
    </Notice>
  )
  return { button, verdict }
}

function Verdict({ verdict }: { verdict: LedgerVerdict }) {
  const text = useText().ledger
  return (
    <>
      <p className="font-medium">{verdict.whole ? text.whole(verdict.entries) : text.broken(verdict.brokenAt ?? 0)}</p>
      <p className="flex items-center gap-2 text-xs">
        {text.head} <Id value={verdict.head} what={text.head} />
      </p>
    </>
  )
}
