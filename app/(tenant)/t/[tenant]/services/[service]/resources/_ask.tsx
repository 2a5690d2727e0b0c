'use client'

import { useMutation } from '@tanstack/react-query'
import * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useMayDo } from '@/app/_shared/may-own'
import { useText } from '@/app/_text/use-text'
import { NumberField, SelectField, TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Panel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import { amounts } from '@/contracts/limits'
import { type RequestWish, requestWish, sentence } from '@/contracts/requests'
import type { ServiceView } from '@/contracts/views'

const things = [...amounts, 'port', 'package'] as const
type Thing = (typeof things)[number]
const wishOf = ({ of, amount, name }: { of: Thing; amount: number; name: string }): RequestWish => {
  if (of === 'package') return { want: 'package', name }
  return of === 'port' ? { want: 'port', firstPort: amount } : { want: 'resources', amounts: { [of]: amount } }
}

/** One thing at a time; how much of it is possible at all is the request's own schema. */
const asked = z.object({ of: z.enum(things), amount: z.int(), name: z.string(), reason: sentence }).superRefine((wanted, context) => {
  const fits = requestWish.safeParse(wishOf(wanted))
  const path = [wanted.of === 'package' ? 'name' : 'amount']
  if (!fits.success) context.addIssue({ code: 'custom', path, message: fits.error.issues[0]?.message ?? '' })
})
type Asked = z.output<typeof asked>

const units: Partial<Record<Thing, string>> = { memoryMiB: 'MiB', diskMiB: 'MiB' }

/** For what one may not take oneself: the plan's rule or a person answers. */
export function Ask({ service }: { service: ServiceView }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.requests.ask
  const may = useMayDo(service.tenant, service.id, 'see')
  const labels: Record<Thing, string> = {
    cpus: text.resources.cpus,
    memoryMiB: text.resources.memoryMiB,
    diskMiB: text.resources.diskMiB,
    processes: text.resources.processes,
    port: words.port,
    package: words.package,
  }
  const form = useSchemaForm<Asked, Asked>(asked, { of: 'memoryMiB', amount: service.resources.memoryMiB * 2, name: '', reason: '' })
  const of = form.watch('of')
  const onError = useFormErrors(form, { conflict: of === 'package' ? 'name' : 'amount' })
  const ask = useMutation(
    trpc.requests.ask.mutationOptions({
      onError,
      onSuccess: ({ state }) => toast.done(state === 'granted' ? words.granted : words.waits),
    }),
  )
  return (
    <Panel title={words.title} description={words.hint}>
      <Form
        form={form}
        onSubmit={(wanted) => ask.mutate({ service: service.id, wish: wishOf(wanted), reason: wanted.reason })}
        submitLabel={words.submit}
        pending={ask.isPending}
        error={undefined}
        disabledReason={may ? undefined : text.tenant.services.noRight}
      >
        <div className="grid gap-5 sm:grid-cols-2">
          <SelectField
            control={form.control}
            name="of"
            label={words.what}
            options={things.map((value) => ({ value, label: labels[value] }))}
          />
          {of === 'package' ? (
            <TextField control={form.control} name="name" label={words.packageName} hint={words.packageHint} autoComplete="off" />
          ) : (
            <NumberField
              control={form.control}
              name="amount"
              label={of === 'port' ? words.firstPort : words.amount}
              hint={of === 'port' ? words.firstPortHint : undefined}
              unit={units[of] ?? ''}
            />
          )}
        </div>
        <TextField control={form.control} name="reason" label={words.reason} hint={words.reasonHint} autoComplete="off" optional />
      </Form>
    </Panel>
  )
}
