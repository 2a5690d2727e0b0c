'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { SelectField, TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { inviteInput } from '@/contracts/api'
import type { LinkView } from '@/contracts/detail'
import { standardRights } from '@/contracts/rights'
import { role as everyRole } from '@/contracts/roles'
import { useApproval } from './approval'
import { useFormErrors } from './form-errors'
import { useMe } from './me'
import { OneTimeLink } from './one-time-link'
import { RightsFields } from './rights-fields'

interface InviteDialogProps {
  tenant: string | undefined
  onClose: () => void
}

interface Made {
  link: LinkView
  /** The critical action that has to be approved before the link works. */
  action: string | null
}

/** Invites into one tenant or, for administrators, anywhere; then shows the link, once. */
export function InviteDialog({ tenant, onClose }: InviteDialogProps) {
  const text = useText().people
  const [made, setMade] = useState<Made>()
  if (made === undefined) return <InviteForm tenant={tenant} onMade={setMade} onClose={onClose} />
  return (
    <Dialog open title={text.linkTitle}>
      <InviteLink made={made} onClose={onClose} />
    </Dialog>
  )
}

function InviteForm({ tenant, onMade, onClose }: InviteDialogProps & { onMade: (made: Made) => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.people
  const administrator = useMe().role === 'administrator' && tenant === undefined
  const form = useSchemaForm(inviteInput, { email: '', role: administrator ? 'administrator' : 'member', tenant: tenant ?? null })
  const onError = useFormErrors(form, { conflict: 'email' })
  const invite = useMutation(trpc.people.invite.mutationOptions({ onError, onSuccess: (answer) => onMade(answer) }))
  const tenants = useQuery({ ...trpc.tenants.list.queryOptions({ sort: 'name', limit: 1000 }), enabled: administrator })
  const roles = administrator ? everyRole.options : (['owner', 'member'] as const)
  const role = roles.find((one) => one === form.watch('role')) ?? 'member'
  const ofTenant = role === 'owner' || role === 'member'
  const chosen = form.watch('tenant') ?? null
  const [custom, setCustom] = useState(false)
  const [rights, setRights] = useState(standardRights)
  return (
    <FormDialog
      title={words.inviteTitle}
      form={form}
      onSubmit={(values) =>
        invite.mutate(ofTenant ? { ...values, ...(role === 'member' && custom && { rights }) } : { ...values, tenant: null })
      }
      submitLabel={words.inviteSubmit}
      pending={invite.isPending}
      changed={custom}
      onClose={onClose}
    >
      <TextField control={form.control} name="email" label={words.email} type="email" autoComplete="off" autoFocus />
      <SelectField
        control={form.control}
        name="role"
        label={words.role}
        hint={words.roleHints[role]}
        options={roles.map((value) => ({ value, label: text.common.roles[value] }))}
      />
      {administrator && ofTenant && (
        <SelectField
          control={form.control}
          name="tenant"
          label={words.tenant}
          grows
          placeholder={words.tenantPlaceholder}
          options={(tenants.data?.items ?? []).map((one) => ({ value: one.id, label: one.title, hint: one.name }))}
        />
      )}
      {role === 'member' && chosen !== null && (
        <>
          <Checkbox
            checked={!custom}
            onChange={(standard) => setCustom(!standard)}
            label={words.standardRights}
            hint={words.standardRightsHint}
          />
          {custom && <RightsFields tenant={chosen} value={rights} onChange={setRights} />}
        </>
      )}
    </FormDialog>
  )
}

function InviteLink({ made, onClose }: { made: Made; onClose: () => void }) {
  const text = useText().people
  const approve = useApproval()
  const [approved, setApproved] = useState(false)
  const { action } = made
  return (
    <div className="flex flex-col gap-4">
      <OneTimeLink link={made.link} what={text.linkTitle} />
      {action !== null && !approved && (
        <Notice
          tone="warn"
          actions={<Button onClick={() => approve({ action, onApproved: () => setApproved(true) })}>{text.approveNow}</Button>}
        >
          {text.linkWaits}
        </Notice>
      )}
      <Button variant="primary" size="md" className="self-end" onClick={onClose}>
        {text.done}
      </Button>
    </div>
  )
}
