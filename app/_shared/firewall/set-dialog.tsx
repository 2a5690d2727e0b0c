'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useMemo } from 'react'
import { useWatch } from 'react-hook-form'
import * as z from 'zod'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextareaField, TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { Field } from '@/components/ui/field'
import { Skeleton } from '@/components/ui/skeleton'
import { toast } from '@/components/ui/toast'
import { readAddressList } from '@/contracts/address-list'
import { setName } from '@/contracts/firewall'
import type { AddressSetView } from '@/contracts/firewall-views'
import { sendList } from '@/contracts/send-list'
import { SetPreview } from './set-preview'

const schema = z.object({ name: setName, text: z.string() })
type Values = z.infer<typeof schema>

interface Props {
  tenant: string | undefined
  /** The one to change; none makes one. */
  set: AddressSetView | undefined
  onClose: () => void
}

/** Makes a set or changes one, once its present networks are there. */
export function SetDialog({ tenant, set, onClose }: Props) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.firewall.sets
  const query = useQuery({ ...trpc.firewall.set.queryOptions({ tenant, id: set?.id ?? '' }), enabled: set !== undefined, gcTime: 0 })
  const networks = set === undefined ? [] : query.data?.networks
  const title = set === undefined ? words.addTitle : words.editTitle(set.name)
  if (networks !== undefined) return <SetForm tenant={tenant} set={set} title={title} networks={networks} onClose={onClose} />
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} placement="side" title={title}>
      {query.isError ? <ErrorText>{messageOf(query.error, text.common.unavailable)}</ErrorText> : <Skeleton className="h-64" />}
    </Dialog>
  )
}

function SetForm({ tenant, set, title, networks, onClose }: Props & { title: string; networks: readonly string[] }) {
  const client = useTRPCClient()
  const words = useText().firewall.sets
  const form = useSchemaForm<Values, Values>(schema, { name: set?.name ?? '', text: networks.join('\n') })
  const text = useDeferredValue(useWatch({ control: form.control, name: 'text' }))
  const read = useMemo(() => readAddressList(text), [text])
  const save = useMutation({
    mutationFn: async (values: Values) => {
      const list = readAddressList(values.text)
      // The lines that are wrong stand below the list. Nothing is sent, so nothing is saved by halves.
      if (list.wrong > 0) return
      const saved = await sendList(list.networks, (part, made, first) =>
        client.firewall.saveSet.mutate({ tenant, id: made ?? set?.id, name: values.name, text: part, add: !first }),
      )
      toast.done(words.saved(saved.count, list.joined))
      onClose()
    },
    onError: useFormErrors(form, { conflict: 'name' }),
  })
  const readFile = async (file: File | undefined) => {
    if (file !== undefined) form.setValue('text', await file.text(), { shouldDirty: true })
  }
  return (
    <FormDialog
      title={title}
      placement="side"
      form={form}
      onSubmit={(values) => save.mutate(values)}
      submitLabel={words.submit}
      pending={save.isPending}
      onClose={onClose}
    >
      <TextField control={form.control} name="name" label={words.name} hint={words.nameHint} autoComplete="off" spellCheck={false} />
      <Field label={words.file}>
        {(ids) => (
          <input {...ids} type="file" accept="text/*,.txt,.list,.csv" onChange={(event) => void readFile(event.target.files?.[0])} />
        )}
      </Field>
      <TextareaField
        control={form.control}
        name="text"
        label={words.list}
        hint={words.listHint}
        rows={14}
        spellCheck={false}
        className="font-mono text-xs"
      />
      <SetPreview before={networks} read={read} />
    </FormDialog>
  )
}
