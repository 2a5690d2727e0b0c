'use client'

import { useQuery } from '@tanstack/react-query'
import * as z from 'zod'
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc'
import { useAsked } from '@/app/_shared/asked'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import { NumberField, SelectField, TextareaField, TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useUnsavedClose } from '@/components/form/unsaved'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'
import { cost, licencePath, maxKeyBytes, type PoolLicenceView, poolEntry } from '@/contracts/licence'
import { seal } from '@/contracts/seal'
import { readMoney } from './_money'

const schemaOf = (words: Text['licences']['form'], isNew: boolean) =>
  poolEntry.omit({ expires: true, cost: true }).extend({
    expires: z.union([z.literal('').transform(() => null), poolEntry.shape.expires]),
    amount: z.string().refine((text) => text.trim() === '' || readMoney(text) !== undefined, words.amountWrong),
    currency: cost.shape.currency,
    per: cost.shape.per,
    key: z
      .string()
      .max(maxKeyBytes)
      .refine((key) => !isNew || key !== '', words.keyMissing),
  })
type Values = z.output<ReturnType<typeof schemaOf>>
type Typed = z.input<ReturnType<typeof schemaOf>>

const startOf = (licence: PoolLicenceView | undefined): Typed => ({
  ...{ name: licence?.name ?? '', title: licence?.title ?? '', vendor: licence?.vendor ?? '', seats: licence?.seats ?? 1 },
  ...{ expires: licence?.expires ?? '', key: '' },
  ...{ amount: licence?.cost == null ? '' : (licence.cost.amount / 100).toFixed(2) },
  ...{ currency: licence?.cost?.currency ?? 'EUR', per: licence?.cost?.per ?? 'year' },
})

/** Adds a licence or changes one, in a window at the side; the key is sealed for the keep before it leaves the browser. */
export function PoolDialog({ licence, onClose }: { licence: PoolLicenceView | undefined; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const text = useText().licences
  const words = text.form
  const isNew = licence === undefined
  const sealing = useQuery(trpc.licences.sealingKey.queryOptions())
  const publicKey = sealing.data?.publicKey
  const form = useSchemaForm<Typed, Values>(schemaOf(words, isNew), startOf(licence))
  const { pending, failure, ask } = useAsked(() => {
    toast.done(words.saved)
    onClose()
  })
  const { close, question } = useUnsavedClose(form.formState.isDirty, onClose)
  const save = ({ amount, currency, per, key, ...entry }: Values) =>
    ask(async () => {
      const hundredths = readMoney(amount)
      return client.licences.put.mutate({
        ...entry,
        cost: hundredths === undefined ? null : { amount: hundredths, currency, per },
        ...(licence !== undefined && { licence: licence.id }),
        ...(key !== '' && publicKey !== undefined && { sealedKey: await seal(publicKey, key) }),
      })
    })
  const name = form.watch('name')
  return (
    <Dialog open onOpenChange={(open) => !open && close()} placement="side" title={isNew ? words.newTitle : words.editTitle(licence.title)}>
      <Form
        form={form}
        onSubmit={save}
        submitLabel={isNew ? words.submitNew : words.submitEdit}
        pending={pending || sealing.isPending}
        error={failure}
        disabledReason={publicKey === undefined && !sealing.isPending ? words.noSeal : undefined}
        cancel={close}
      >
        <TextField control={form.control} name="title" label={words.title} autoComplete="off" />
        <TextField control={form.control} name="vendor" label={words.vendor} autoComplete="off" />
        <TextField
          control={form.control}
          name="name"
          label={words.name}
          hint={words.nameHint(licencePath(name === '' ? '…' : name))}
          readOnly={!isNew}
          autoComplete="off"
          spellCheck={false}
        />
        <NumberField control={form.control} name="seats" label={words.seats} hint={words.seatsHint} />
        <TextField control={form.control} name="expires" label={words.expires} hint={words.expiresHint} type="date" optional />
        <TextField control={form.control} name="amount" label={words.amount} hint={words.amountHint} inputMode="decimal" optional />
        <TextField control={form.control} name="currency" label={words.currency} autoComplete="off" spellCheck={false} />
        <SelectField
          control={form.control}
          name="per"
          label={words.per}
          options={cost.shape.per.options.map((value) => ({ value, label: text.pool.per[value] }))}
        />
        <TextareaField
          control={form.control}
          name="key"
          label={words.key}
          hint={isNew ? words.keyHint : `${words.keyHint} ${words.keyKept}`}
          optional={!isNew}
          rows={5}
          spellCheck={false}
          className="font-mono text-xs"
        />
      </Form>
      {question}
    </Dialog>
  )
}
