'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { usePasswordAsked, withPassword } from '@/app/_shared/password-asked'
import { useText } from '@/app/_text/use-text'
import { NumberField, TextareaField, TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { ErrorText } from '@/components/ui/error-text'
import { createTokenInput, type TokenGroup } from '@/contracts/tokens'
import { BoxList } from './_box-list'
import { groupsOf, linesOf } from './_token-text'

const { label, days, sources } = createTokenInput.shape
const schema = z.object({
  label,
  days,
  /** Networks, one a line. */
  sources: z.string().transform(linesOf).pipe(sources),
  password: z.string().max(256),
})

/** What a token is for, where, from where and how long. */
export function TokenForm({ onMade, onCancel }: { onMade: (text: string) => void; onCancel: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.account.tokens
  const [groups, setGroups] = useState<TokenGroup[]>(['read'])
  const [tenants, setTenants] = useState<string[]>([])
  const [services, setServices] = useState<string[]>([])
  const tenantList = useQuery(trpc.tenants.list.queryOptions({ sort: 'name', limit: 1000 }))
  const serviceList = useQuery(trpc.services.list.queryOptions({ sort: 'name', limit: 1000 }))
  const form = useSchemaForm(schema, { label: '', days: 90, sources: '', password: '' })
  const { asked, onError: onPassword } = usePasswordAsked()
  const onError = useFormErrors(form)
  const make = useMutation(
    trpc.tokens.create.mutationOptions({
      onSuccess: (made) => onMade(made.text),
      onError: (error) => {
        onPassword(error)
        onError(error)
      },
    }),
  )
  const orAll = (list: string[]): string[] | null => (list.length === 0 ? null : list)
  return (
    <Form
      form={form}
      onSubmit={({ password, ...values }) =>
        make.mutate({ ...values, ...withPassword(password), groups, tenants: orAll(tenants), services: orAll(services) })
      }
      submitLabel={words.makeSubmit}
      pending={make.isPending}
      error={undefined}
      disabledReason={groups.length === 0 ? words.noGroup : undefined}
      cancel={onCancel}
    >
      <TextField control={form.control} name="label" label={words.label} hint={words.labelHint} autoComplete="off" />
      <BoxList
        legend={words.may}
        hint={words.mayHint}
        options={groupsOf(words.groups)}
        value={groups}
        onChange={(chosen) => setGroups(chosen)}
      />
      <BoxList
        legend={words.tenants}
        hint={words.tenantsHint}
        options={(tenantList.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={tenants}
        onChange={setTenants}
      />
      <BoxList
        legend={words.services}
        hint={words.servicesHint}
        options={(serviceList.data?.items ?? []).map(({ id, name, tenantName }) => ({ value: id, label: `${tenantName}/${name}` }))}
        value={services}
        onChange={setServices}
      />
      <TextareaField
        control={form.control}
        name="sources"
        label={words.sources}
        hint={words.sourcesHint}
        rows={2}
        spellCheck={false}
        optional
      />
      <NumberField control={form.control} name="days" label={words.days} unit={words.daysUnit} />
      {asked && (
        <TextField
          control={form.control}
          name="password"
          label={words.password}
          type="password"
          autoComplete="current-password"
          autoFocus
        />
      )}
      {tenantList.isError && <ErrorText>{text.common.unavailable}</ErrorText>}
    </Form>
  )
}
