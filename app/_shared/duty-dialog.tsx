'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { toast } from '@/components/ui/toast'
import { type Duty, duty } from '@/contracts/roles'
import type { PersonView } from '@/contracts/views'

/** What a person does for the installation: reseller, support, auditor, or nothing. */
export function DutyDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.people.duty
  const [chosen, setChosen] = useState<Duty | 'none'>(duty.safeParse(person.role).data ?? 'none')
  const losesPlans = person.role === 'reseller' && chosen !== 'reseller'
  const plans = useQuery({ ...trpc.plans.list.queryOptions({ limit: 1000 }), enabled: losesPlans })
  const lost = plans.data?.items.filter(({ reseller }) => reseller === person.id).map(({ name }) => name) ?? []
  const save = useMutation(
    trpc.people.setDuty.mutationOptions({
      onSuccess: ({ deletedPlans }) => {
        toast.done(words.saved, deletedPlans.length === 0 ? undefined : words.plansGone(deletedPlans))
        onClose()
      },
    }),
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.title(person.name)}
      actions={
        <>
          <Button onClick={onClose}>{text.components.cancel}</Button>
          <Button
            variant={lost.length > 0 && losesPlans ? 'danger' : 'primary'}
            pending={save.isPending || (losesPlans && plans.isPending)}
            onClick={() =>
              save.mutate({ person: person.id, duty: chosen === 'none' ? null : chosen, deletePlans: losesPlans && lost.length > 0 })
            }
          >
            {words.save}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={words.label}>
          {(control) => (
            <Select
              {...control}
              value={chosen}
              onChange={setChosen}
              options={[
                { value: 'none' as const, label: text.common.none },
                ...duty.options.map((value) => ({ value, label: text.common.roles[value], hint: text.people.roleHints[value] })),
              ]}
            />
          )}
        </Field>
        {losesPlans && lost.length > 0 && <p className="text-content-secondary">{words.plansGo(lost)}</p>}
        {save.isError && <ErrorText>{messageOf(save.error, text.common.unavailable)}</ErrorText>}
      </div>
    </Dialog>
  )
}
