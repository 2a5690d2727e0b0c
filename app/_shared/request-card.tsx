'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { TextLink } from '@/components/ui/text-link'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { Tone } from '@/components/ui/tone'
import type { RequestState, RequestView, RequestWish } from '@/contracts/requests'
import { amountsText } from './limits-use'
import { maySell } from './may'
import { useMayOwn } from './may-own'
import { useMe } from './me'
import { RequestDecision } from './request-decision'

/** Total: a state without a tone does not compile. */
const tones: Record<RequestState, Tone> = { waiting: 'warn', granted: 'good', denied: 'bad', withdrawn: 'neutral' }

const wishText = (wish: RequestWish, text: Text): string => {
  if (wish.want === 'resources') return amountsText(wish.amounts, text).join(', ')
  if (wish.want === 'package') return text.requests.package(wish.name)
  return wish.want === 'port' ? text.requests.ports(wish.firstPort) : text.requests.snapshot
}

interface RequestCardProps {
  request: RequestView
  /** Whose service it is stands with it. */
  withTenant: boolean
}

/** Who asks for what, the rule, the answer; and the buttons of whoever may decide. */
export function RequestCard({ request, withTenant }: RequestCardProps) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.requests
  const me = useMe()
  const mayOwn = useMayOwn(request.tenant)
  const [deciding, setDeciding] = useState<'allow' | 'deny'>()
  const withdraw = useMutation(
    trpc.requests.withdraw.mutationOptions({
      onSuccess: () => toast.done(words.withdrawn),
      onError: (error) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  const { wish } = request
  const what = wishText(wish, text)
  const had = amountsText(request.before, text).join(', ')
  const service = withTenant ? `${request.tenantName}/${request.serviceName}` : request.serviceName
  const mayDecide = request.decider === 'administrator' ? maySell(me) : mayOwn
  const refusal = request.decider === 'administrator' ? words.notYours : text.tenant.services.noOwn
  return (
    <article className="flex flex-col gap-2 rounded-md border border-stroke p-3">
      <header className="flex flex-wrap items-baseline justify-between gap-2">
        <h3 className="min-w-0 break-words text-content-raise">{words.asks(request.personName ?? words.itself, service, what)}</h3>
        <Badge tone={tones[request.state]}>{words.states[request.state]}</Badge>
      </header>
      {request.reason !== '' && <p className="break-words text-content">{request.reason}</p>}
      <p className="text-content-secondary">
        {request.rule} {had !== '' && words.had(had)} <Time at={request.createdAt} />
      </p>
      {request.answer !== '' && <p className="break-words text-content">{request.answer}</p>}
      {request.decidedByName !== null && <p className="text-content-tertiary">{words.decided(request.decidedByName)}</p>}
      <footer className="flex flex-wrap gap-2">
        {request.state === 'waiting' && (
          <>
            <Button variant="primary" disabledReason={mayDecide ? undefined : refusal} onClick={() => setDeciding('allow')}>
              {words.allow}
            </Button>
            <Button disabledReason={mayDecide ? undefined : refusal} onClick={() => setDeciding('deny')}>
              {words.deny}
            </Button>
            <Button
              pending={withdraw.isPending}
              disabledReason={mayOwn || request.person === me.person ? undefined : words.notYoursToWithdraw}
              onClick={() => withdraw.mutate({ request: request.id })}
            >
              {words.withdraw}
            </Button>
          </>
        )}
        {request.action !== null && <TextLink href={paths.own.action(request.tenant, request.action)}>{words.action}</TextLink>}
      </footer>
      {deciding !== undefined && (
        <RequestDecision request={request.id} what={what} allow={deciding === 'allow'} onClose={() => setDeciding(undefined)} />
      )}
    </article>
  )
}
