'use client'

import { useState } from 'react'
import { useTRPCClient } from '@/app/_lib/trpc'
import { useAsked } from '@/app/_shared/asked'
import { useText } from '@/app/_text/use-text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Meter } from '@/components/ui/meter'
import { Notice } from '@/components/ui/notice'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { toast } from '@/components/ui/toast'
import type { Tone } from '@/components/ui/tone'
import { licensed, type OwnLicenceView, type Standing } from '@/contracts/licence'
import { formatNumber } from '@/contracts/number'

const tones: Record<Standing, Tone> = { valid: 'good', grace: 'warn', over: 'bad' }
/** The day before the moment at which it is over. */
const dayBefore = (at: number): string => new Date(at - 1).toISOString().slice(0, 10)

/** The installation's own licence: what it says, and how much of it is used. */
export function OwnLicence({ own, locked }: { own: OwnLicenceView; locked: string | undefined }) {
  const text = useText()
  const words = text.licences.own
  const { terms, earlier, standing, used, graceEndsAt } = own
  const [asking, setAsking] = useState(false)
  const graceDay = graceEndsAt === null ? words.never : dayBefore(graceEndsAt)
  return (
    <>
      {standing !== 'valid' && (
        <Notice tone={tones[standing]}>{standing === 'grace' ? words.graceNotice(graceDay) : words.overNotice}</Notice>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Panel
          title={words.title}
          flush
          actions={
            earlier !== null && (
              <Button size="sm" disabledReason={locked} onClick={() => setAsking(true)}>
                {words.back}
              </Button>
            )
          }
        >
          <Properties
            items={[
              { label: words.edition, value: terms.edition },
              { label: words.holder, value: terms.holder },
              { label: words.number, value: <span className="font-mono text-xs break-all">{terms.number}</span> },
              { label: words.state, value: <Badge tone={tones[standing]}>{words.standings[standing]}</Badge> },
              { label: words.lastDay, value: terms.expires ?? words.never },
              ...(graceEndsAt === null ? [] : [{ label: words.grace, value: graceDay }]),
              { label: words.earlier, value: earlier === null ? words.noEarlier : `${earlier.edition} (${earlier.number})` },
            ]}
          />
        </Panel>
        <Panel title={words.use} description={words.useHint}>
          <div className="flex flex-col gap-4">
            {licensed.map((what) => (
              <Meter
                key={what}
                label={words.counts[what]}
                used={used[what]}
                of={terms[what]}
                text={text.common.limits.usedOf(formatNumber(used[what]), formatNumber(terms[what]))}
              />
            ))}
          </div>
        </Panel>
      </div>
      {asking && earlier !== null && <PutBack name={earlier.number} onClose={() => setAsking(false)} />}
    </>
  )
}

function PutBack({ name, onClose }: { name: string; onClose: () => void }) {
  const client = useTRPCClient()
  const words = useText().licences.own
  const { pending, failure, ask } = useAsked(() => {
    toast.done(words.backDone)
    onClose()
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      danger={false}
      title={words.backTitle(name)}
      consequence={words.backText}
      confirmLabel={words.back}
      pending={pending}
      error={failure}
      onConfirm={() => ask(() => client.licences.putBack.mutate())}
    />
  )
}
