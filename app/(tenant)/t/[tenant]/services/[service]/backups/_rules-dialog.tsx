'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/app/_lib/trpc'
import { PolicyFields, usePolicyForm, useTypedRules } from '@/app/_shared/backup-policy-fields'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { Form } from '@/components/form/form'
import { useUnsavedClose } from '@/components/form/unsaved'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { toast } from '@/components/ui/toast'
import type { BackupsView } from '@/contracts/backup-api'

/** Changes the rules, in a window at the side, with what retention by them removes. */
export function RulesDialog({ service, view, onClose }: { service: string; view: BackupsView; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const words = useText().backups
  const { policy } = view
  const form = usePolicyForm(policy)
  const onError = useFormErrors(form)
  const save = useMutation(
    trpc.backups.setPolicy.mutationOptions({
      onError,
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: trpc.backups.pathKey() })
        toast.done(words.policy.saved)
        onClose()
      },
    }),
  )
  const keep = useTypedRules(form)
  const preview = useQuery({
    ...trpc.backups.preview.queryOptions({ service, keep: keep ?? policy.keep }),
    enabled: keep !== undefined,
    placeholderData: (before) => before,
  })
  const { close, question } = useUnsavedClose(form.formState.isDirty, onClose)
  return (
    <Dialog open onOpenChange={(open) => !open && close()} placement="side" title={words.policy.title}>
      <Form
        form={form}
        onSubmit={(values) => save.mutate({ service, policy: values })}
        submitLabel={words.policy.submit}
        pending={save.isPending}
        error={undefined}
        cancel={close}
      >
        <PolicyFields form={form} />
        {preview.data !== undefined && (
          <Notice tone={preview.data.removed.length === 0 ? 'info' : 'warn'}>{words.policy.preview(preview.data.removed.length)}</Notice>
        )}
        {view.own && (
          <div>
            <Button pending={save.isPending} onClick={() => save.mutate({ service, policy: null })}>
              {words.policy.asPlan}
            </Button>
          </div>
        )}
      </Form>
      {question}
    </Dialog>
  )
}
