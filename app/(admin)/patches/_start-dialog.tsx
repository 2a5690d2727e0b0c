'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { SelectField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { toast } from '@/components/ui/toast'
import { type KindPatchView, runOptions } from '@/contracts/patches'
import { RunFields } from './_run-fields'

interface StartDialogProps {
  kind: KindPatchView
  onClose: () => void
}

/** Starts a run, then shows it. */
export function StartDialog({ kind, onClose }: StartDialogProps) {
  const trpc = useTRPC()
  const text = useText().patches
  const router = useRouter()
  const form = useSchemaForm(runOptions, runOptions.parse({}))
  const start = useMutation(
    trpc.patches.start.mutationOptions({
      onError: useFormErrors(form),
      onSuccess: ({ run }) => {
        toast.done(text.started)
        router.push(paths.patchRun(run))
      },
    }),
  )
  const { control } = form
  const words = text.form
  return (
    <FormDialog
      placement="side"
      title={text.patchTitle(kind.title)}
      description={text.patchText}
      form={form}
      onSubmit={(options) => start.mutate({ ...options, kind: kind.kind })}
      submitLabel={words.submit}
      pending={start.isPending}
      onClose={onClose}
    >
      <SelectField
        control={control}
        name="when"
        label={words.when}
        options={[
          { value: 'now', label: words.now },
          { value: 'window', label: words.window },
        ]}
      />
      <RunFields control={control} />
    </FormDialog>
  )
}
