'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import * as z from 'zod'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { NumberField, SelectField, TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Notice } from '@/components/ui/notice'
import { Panel } from '@/components/ui/panel'
import type { Tone } from '@/components/ui/tone'
import { direction } from '@/contracts/firewall'
import type { FirewallTestView } from '@/contracts/firewall-views'
import { ipAddress } from '@/contracts/networks'
import { wholeNumber } from '@/contracts/plain-errors'
import type { Whose } from './whose'

const protocols = ['tcp', 'udp', 'icmp'] as const
const schema = z.object({
  direction,
  address: ipAddress,
  service: z.string(),
  protocol: z.enum(protocols),
  port: wholeNumber(1, 65_535),
  /** `2026-01-31 12:00` in UTC; nothing is now. */
  at: z
    .string()
    .trim()
    .transform((text, context) => {
      const at = text === '' ? undefined : Date.parse(`${text.replace(' ', 'T')}Z`)
      if (at === undefined || !Number.isNaN(at)) return at
      context.addIssue({ code: 'custom', message: 'Write a day and a time such as 2026-01-31 12:00.' })
      return z.NEVER
    }),
})
type Written = z.input<typeof schema>
type Values = z.output<typeof schema>

/** The value that stands for no service: the gate itself. */
const gate = 'gate'
const tones: Record<FirewallTestView['verdict'], Tone> = { allow: 'good', deny: 'bad', reject: 'bad' }

/** "What would this packet meet?", answered with the rule that decides. */
export function TestPanel({ whose: { tenant, service } }: { whose: Whose }) {
  const trpc = useTRPC()
  const words = useText().firewall
  const text = words.test
  const services = useQuery(trpc.services.list.queryOptions({ tenant, limit: 1000 }))
  const [asked, setAsked] = useState<Values>()
  const form = useSchemaForm<Written, Values>(schema, {
    ...{ direction: 'in', address: '', protocol: 'tcp', port: 443, at: '' },
    service: service ?? (tenant === undefined ? gate : ''),
  })
  const options = [
    ...(tenant === undefined ? [{ value: gate, label: text.gate }] : []),
    ...(services.data?.items ?? []).map(({ id, name, tenantName }) => ({
      value: id,
      label: tenant === undefined ? `${tenantName}/${name}` : name,
    })),
  ]
  return (
    <Panel title={text.title} description={text.text}>
      <Form form={form} onSubmit={setAsked} submitLabel={text.submit} pending={false} error={undefined} className="max-w-none">
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-6">
          <SelectField
            control={form.control}
            name="direction"
            label={words.dialog.direction}
            options={direction.options.map((value) => ({ value, label: words.directions[value] }))}
          />
          <TextField control={form.control} name="address" label={text.address} autoComplete="off" spellCheck={false} />
          <SelectField control={form.control} name="service" label={text.service} options={options} placeholder={text.choose} grows />
          <SelectField
            control={form.control}
            name="protocol"
            label={words.dialog.protocol}
            options={protocols.map((value) => ({ value, label: words.dialog.protocols[value] }))}
          />
          {form.watch('protocol') !== 'icmp' && <NumberField control={form.control} name="port" label={text.port} />}
          <TextField control={form.control} name="at" label={text.at} hint={text.atHint} optional autoComplete="off" />
        </div>
      </Form>
      {asked !== undefined && <Answer tenant={tenant} asked={asked} />}
    </Panel>
  )
}

function Answer({ tenant, asked }: { tenant: string | undefined; asked: Values }) {
  const trpc = useTRPC()
  const texts = useText()
  const words = texts.firewall
  const text = words.test
  const { service, ...packet } = asked
  // ICMP has no ports.
  const port = packet.protocol === 'icmp' ? 0 : packet.port
  const query = useQuery(trpc.firewall.test.queryOptions({ ...packet, port, tenant, service: service === gate ? undefined : service }))
  if (query.isError)
    return (
      <Notice tone="bad" className="mt-4">
        {messageOf(query.error, texts.common.unavailable)}
      </Notice>
    )
  if (query.data === undefined) return null
  const { verdict, rule, limits, why } = query.data
  return (
    <Notice tone={tones[verdict]} title={text.verdicts[verdict]} className="mt-4">
      <p>
        {rule === null ? text.whys[why] : rule.place === null ? text.hidden : text.by(words.scopes[rule.scope], rule.place)}
        {rule !== null && rule.comment !== '' && ` (${rule.comment})`}
      </p>
      {limits.map(({ scope, rate }, index) => (
        <p key={`${scope} ${rate} ${String(index)}`}>{text.limit(words.scopes[scope], rate)}</p>
      ))}
    </Notice>
  )
}
