'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { LoadNewer } from '@/app/_shared/load-newer'
import { useText } from '@/app/_text/use-text'
import { SelectField, TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { toast } from '@/components/ui/toast'
import { domainName } from '@/contracts/domain-name'
import { serviceId } from '@/contracts/ids'
import { tlsMode } from '@/contracts/routes'
import type { DomainView } from '@/contracts/views'

const schema = z.object({
  service: serviceId,
  name: domainName,
  redirectTo: z.union([z.literal('').transform(() => null), domainName]),
  tls: tlsMode,
})
type Values = z.input<typeof schema>

const partsOf = ({ redirectTo, tls }: DomainView) => ({ redirectTo, tls })

interface Props {
  tenant: string
  service: string | undefined
  /** The one to change; none adds one. */
  domain: DomainView | undefined
  /** The domain as it is by now; none when it is gone. */
  reload: () => Promise<DomainView | undefined>
  onClose: () => void
}

/** Adds a domain, or changes how one is answered. */
export function DomainDialog({ tenant, service, domain, reload, onClose }: Props) {
  const trpc = useTRPC()
  const text = useText().tenant.domains
  const services = useQuery({ ...trpc.services.list.queryOptions({ tenant, limit: 1000 }), enabled: domain === undefined })
  const byName = services.data?.items.filter((one) => one.ownAddress === null) ?? []
  const [begun, setBegun] = useState(domain && partsOf(domain))
  const form = useSchemaForm<Values, z.output<typeof schema>>(schema, {
    service: domain?.service ?? service ?? '',
    name: domain?.name ?? '',
    redirectTo: domain?.redirectTo ?? '',
    tls: domain?.tls ?? 'own',
  })
  const errors = useFormErrors(form, { conflict: 'name' })
  const done = (said: string) => () => {
    toast.done(said)
    onClose()
  }
  const add = useMutation(trpc.domains.add.mutationOptions({ onSuccess: done(text.added), onError: errors }))
  const update = useMutation(trpc.domains.update.mutationOptions({ onSuccess: done(text.changed), onError: errors }))
  const load = async () => {
    const newest = await reload()
    if (newest === undefined) return onClose()
    setBegun(partsOf(newest))
    form.reset({ service: newest.service, name: newest.name, redirectTo: newest.redirectTo ?? '', tls: newest.tls })
    update.reset()
  }
  const submit = ({ redirectTo, tls, ...rest }: z.output<typeof schema>) =>
    domain === undefined ? add.mutate({ ...rest, redirectTo, tls }) : update.mutate({ domain: domain.id, redirectTo, tls, was: begun })
  return (
    <FormDialog
      title={domain === undefined ? text.add : text.editTitle(domain.name)}
      form={form}
      onSubmit={submit}
      submitLabel={domain === undefined ? text.submit : text.save}
      pending={add.isPending || update.isPending}
      error={services.data !== undefined && byName.length === 0 ? text.noService : undefined}
      onClose={onClose}
    >
      {domain === undefined && (
        <>
          <TextField control={form.control} name="name" label={text.name} hint={text.nameHint} autoComplete="off" spellCheck={false} />
          {service === undefined && (
            <SelectField
              control={form.control}
              name="service"
              label={text.service}
              grows
              options={byName.map((one) => ({ value: one.id, label: one.name }))}
            />
          )}
        </>
      )}
      <TextField
        control={form.control}
        name="redirectTo"
        label={text.redirect}
        hint={text.redirectHint}
        optional
        autoComplete="off"
        spellCheck={false}
      />
      <SelectField
        control={form.control}
        name="tls"
        label={text.tls}
        options={tlsMode.options.map((value) => ({ value, label: text.tlsModes[value] }))}
      />
      <LoadNewer error={update.error} onLoad={load} />
    </FormDialog>
  )
}
