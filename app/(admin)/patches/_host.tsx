'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useApproval } from '@/app/_shared/approval'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import type { HostPatchView } from '@/contracts/patches'
import { PackagesDialog } from './_packages'

interface HostProps {
  host: HostPatchView | null
  /** Of Reeve itself. */
  version: string
  locked: string | undefined
}

/** The machine's own packages, installed after an approval, and the way back. */
export function Host({ host, version, locked }: HostProps) {
  const trpc = useTRPC()
  const { patches: text, common } = useText()
  const approve = useApproval()
  const [shown, setShown] = useState(false)
  const options = {
    onError: (error: unknown) => toast.failed(messageOf(error, common.unavailable)),
    onSuccess: ({ action }: { action: string }) => approve({ action }),
  }
  const install = useMutation(trpc.patches.host.mutationOptions(options))
  const restore = useMutation(trpc.patches.restoreHost.mutationOptions(options))
  const why = locked ?? ((host?.updates ?? 0) === 0 ? text.noPackages : undefined)
  const last = host?.last ?? null
  return (
    <Panel
      title={text.host}
      description={text.hostText}
      flush
      actions={
        <>
          {host !== null && host.updates > 0 && <Button onClick={() => setShown(true)}>{text.showPackages(host.updates)}</Button>}
          {last !== null && last.kept.length > 0 && (
            <Button {...(locked !== undefined && { disabledReason: locked })} pending={restore.isPending} onClick={() => restore.mutate()}>
              {text.restore}
            </Button>
          )}
          {host !== null && host.security > 0 && (
            <Button
              {...(why !== undefined && { disabledReason: why })}
              pending={install.isPending}
              onClick={() => install.mutate({ securityOnly: true })}
            >
              {text.installSecurity}
            </Button>
          )}
          <Button {...(why !== undefined && { disabledReason: why })} pending={install.isPending} onClick={() => install.mutate({})}>
            {text.install}
          </Button>
        </>
      }
    >
      <Properties
        items={[
          { label: text.reeve, value: text.reeveHint(version, host?.newer ?? null) },
          ...(host === null
            ? []
            : [
                { label: text.system, value: host.system },
                { label: text.kernel, value: host.kernel },
                { label: text.kindColumns.updates, value: host.error ?? text.updates(host.updates, host.security) },
              ]),
          ...(last === null
            ? []
            : [
                {
                  label: text.last,
                  value: (
                    <>
                      {text.outcomes[last.outcome]}, <Time at={last.at} />
                      <ul className="text-xs text-content-secondary">
                        {last.changes.map(({ name, before, after }) => (
                          <li key={name}>
                            {name} {before ?? '–'} → {after ?? '–'}
                          </li>
                        ))}
                      </ul>
                      {last.said !== '' && <pre className="mt-1 max-h-40 overflow-auto text-xs whitespace-pre-wrap">{last.said}</pre>}
                    </>
                  ),
                },
              ]),
        ]}
      />
      {shown && host !== null && <PackagesDialog what={text.host} packages={host.packages} onClose={() => setShown(false)} />}
    </Panel>
  )
}
