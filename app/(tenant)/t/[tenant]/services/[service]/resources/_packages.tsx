'use client'

import { useMutation } from '@tanstack/react-query'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useMayDo } from '@/app/_shared/may-own'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import type { ServiceView } from '@/contracts/views'

/** What was installed beside what its kind brings, each with its way out. */
export function Packages({ service }: { service: ServiceView }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.resources.packages
  const { id, packages } = service
  const may = useMayDo(service.tenant, id, 'configure')
  const update = useMutation(
    trpc.services.update.mutationOptions({
      onSuccess: () => toast.done(words.removed),
      onError: (error) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  return (
    <Panel title={words.title} description={words.hint}>
      {packages.length === 0 ? (
        <p className="text-content-secondary">{words.none}</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {packages.map((name) => (
            <li key={name} className="flex items-center justify-between gap-2">
              <span className="min-w-0 break-words text-content-raise">{name}</span>
              <Button
                aria-label={words.removeOne(name)}
                pending={update.isPending && !update.variables.packages?.includes(name)}
                disabledReason={may ? undefined : text.tenant.services.noRight}
                onClick={() => update.mutate({ service: id, packages: packages.filter((other) => other !== name), was: { packages } })}
              >
                {words.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
