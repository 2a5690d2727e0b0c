'use client'

import { useState } from 'react'
import { useMayDo } from '@/app/_shared/may-own'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { Time } from '@/components/ui/time'
import type { BackupsView } from '@/contracts/backup-api'
import type { ServiceView } from '@/contracts/views'
import { RulesDialog } from './_rules-dialog'

/** When backups of the service are made, and how long they stay. */
export function Rules({ service, view }: { service: ServiceView; view: BackupsView }) {
  const text = useText()
  const words = text.backups
  const may = useMayDo(service.tenant, service.id, 'configure')
  const [open, setOpen] = useState(false)
  const { policy, own, nextAt, lastAt } = view
  const { keep } = policy
  const when = policy.on ? words.rulesText(words.every[policy.every], policy.at, policy.zone) : words.rulesOff
  return (
    <Panel
      title={words.rules}
      flush
      actions={
        <Button disabledReason={may ? undefined : text.tenant.services.noRight} onClick={() => setOpen(true)}>
          {words.rulesEdit}
        </Button>
      }
    >
      <Properties
        items={[
          { label: words.rulesWhen, value: own ? when : `${when} · ${words.asPlan}` },
          { label: words.rulesKept, value: words.keeps(keep.last, keep.daily, keep.weekly, keep.monthly) },
          { label: words.policy.repository, value: policy.repository },
          { label: words.next, value: nextAt === null ? words.none : <Time at={nextAt} /> },
          { label: words.last, value: lastAt === null ? words.none : <Time at={lastAt} /> },
        ]}
      />
      {open && <RulesDialog service={service.id} view={view} onClose={() => setOpen(false)} />}
    </Panel>
  )
}
