'use client'

import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useMe } from '@/app/_shared/me'
import { useText } from '@/app/_text/use-text'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { type AdministrativeServer, restartableServer } from '@/contracts/administrative-servers'

interface Restart {
  ask: (name: AdministrativeServer) => void
  /** Why it cannot be asked for. */
  locked: (name: AdministrativeServer) => string | undefined
  question: ReactNode
}

/** Asks before an agent is restarted. */
export function useRestart(): Restart {
  const trpc = useTRPC()
  const text = useText()
  const words = text.agents
  const looking = useMe().role === 'administrator' ? undefined : text.tenant.services.looking
  const [asked, setAsked] = useState<AdministrativeServer>()
  const name = asked === undefined ? '' : words.servers[asked].name
  const restart = useMutation(
    trpc.agents.restart.mutationOptions({
      onSuccess: () => {
        setAsked(undefined)
        toast.done(words.restartAsked(name))
      },
    }),
  )
  const chosen = restartableServer.safeParse(asked)
  return {
    ask: setAsked,
    locked: (server) => looking ?? (restartableServer.safeParse(server).success ? undefined : words.notThisOne),
    question: (
      <ConfirmDialog
        open={asked !== undefined}
        onOpenChange={(open) => {
          if (open) return
          restart.reset()
          setAsked(undefined)
        }}
        title={words.restartTitle(name)}
        consequence={words.restartConsequence}
        confirmLabel={words.restartTitle(name)}
        danger={false}
        pending={restart.isPending}
        error={restart.isError ? messageOf(restart.error, text.common.unavailable) : undefined}
        onConfirm={() => chosen.success && restart.mutate({ agent: chosen.data })}
      />
    ),
  }
}
