'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { useApproval } from '@/app/_shared/approval'
import { useMe } from '@/app/_shared/me'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'

/** The person's keys that the keep does not trust yet: whom they wait for, and what happens then. */
export function WaitingKeys() {
  const trpc = useTRPC()
  const me = useMe()
  const words = useText().account
  const approve = useApproval()
  const query = useQuery(trpc.actions.list.queryOptions({ state: 'awaiting_approval', sort: 'createdAt', descending: true, limit: 200 }))
  const own = (query.data?.items ?? []).filter(({ name, actor }) => name === 'authenticator.enrol' && actor === me.person)
  return own.map((action) => (
    <Notice
      key={action.id}
      tone="info"
      title={words.waits(action.words)}
      className="m-4"
      actions={me.authenticators > 0 && <Button onClick={() => approve({ action: action.id })}>{words.approveKey}</Button>}
    >
      {me.authenticators > 0 ? words.waitsForYou : me.role === 'administrator' ? words.waitsForOther : words.waitsForAdministrator}
    </Notice>
  ))
}
