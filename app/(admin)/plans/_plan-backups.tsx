'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { PolicyFields, usePolicyForm, useTypedRules } from '@/app/_shared/backup-policy-fields'
import { useFormErrors } from '@/app/_shared/form-errors'
import { seesAll } from '@/app/_shared/may'
import { useMe } from '@/app/_shared/me'
import { useText } from '@/app/_text/use-text'
import { Form } from '@/components/form/form'
import { useUnsavedClose } from '@/components/form/unsaved'
import { Dialog } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { toast } from '@/components/ui/toast'
import type { BackupPolicy } from '@/contracts/backups'
import type { PlanView } from '@/contracts/views'

interface PlanBackupsProps {
  plan: PlanView
  onClose: () => void
}

/** Backups that a plan gives to services that have chosen nothing, in a window at the side. */
export function PlanBackups({ plan, onClose }: PlanBackupsProps) {
  const trpc = useTRPC()
  const policy = useQuery({ ...trpc.backups.planPolicy.queryOptions({ plan: plan.id }), staleTime: 0 })
  return policy.data === undefined ? null : <PlanRules plan={plan} policy={policy.data} onClose={onClose} />
}

function PlanRules({ plan, policy, onClose }: PlanBackupsProps & { policy: BackupPolicy }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const words = useText().backups.policy
  const all = seesAll(useMe())
  const form = usePolicyForm(policy)
  const onError = useFormErrors(form)
  const save = useMutation(
    trpc.backups.setPlanPolicy.mutationOptions({
      onError,
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: trpc.backups.pathKey() })
        toast.done(words.saved)
        onClose()
      },
    }),
  )
  // Which repositories there are is the administrators' to see.
  const vault = useQuery({ ...trpc.backups.state.queryOptions(), enabled: all })
  const repositories = [...new Set([policy.repository, ...(vault.data?.repositories ?? []).map(({ name }) => name)])]
  const keep = useTypedRules(form)
  const preview = useQuery({
    ...trpc.backups.planPreview.queryOptions({ plan: plan.id, keep: keep ?? policy.keep }),
    enabled: keep !== undefined,
    placeholderData: (before) => before,
  })
  const { close, question } = useUnsavedClose(form.formState.isDirty, onClose)
  const removes = preview.data?.removes ?? []
  const backups = removes.reduce((sum, { removed }) => sum + removed, 0)
  return (
    <Dialog open onOpenChange={(open) => !open && close()} placement="side" title={words.ofPlan(plan.name)} description={words.ofPlanText}>
      <Form
        form={form}
        onSubmit={(values) => save.mutate({ plan: plan.id, policy: values })}
        submitLabel={words.submit}
        pending={save.isPending}
        error={undefined}
        cancel={close}
      >
        <PolicyFields form={form} {...(all && { repositories })} />
        {preview.data !== undefined && (
          <Notice tone={backups === 0 ? 'info' : 'warn'}>
            {words.previewPlan(
              removes.map(({ tenantName, name }) => `${tenantName}/${name}`),
              preview.data.services,
              backups,
            )}
          </Notice>
        )}
      </Form>
      {question}
    </Dialog>
  )
}
