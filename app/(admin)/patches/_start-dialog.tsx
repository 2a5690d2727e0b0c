'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { NumberField, SelectField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useUnsavedClose } from '@/components/form/unsaved'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'
import { type KindPatchView, runOptions } from '@/contracts/patches'

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
  const { close, question } = useUnsavedClose(form.formState.isDirty && !start.isSuccess, onClose)
  const { control } = form
  const words = text.form
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      placement="side"
      title={text.patchTitle(kind.title)}
      description={text.patchText}
    >
      <Form
        form={form}
        onSubmit={(options) => start.mutate({ ...options, kind: kind.kind })}
        submitLabel={words.submit}
        pending={start.isPending}
        error={undefined}
        cancel={close}
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
        <NumberField control={control} name="first" label={words.first} hint={words.firstHint} />
        <NumberField control={control} name="waitMinutes" label={words.wait} unit={words.minutes} />
        <NumberField control={control} name="mayFail" label={words.mayFail} />
        <NumberField control={control} name="atOnce" label={words.atOnce} />
        <NumberField control={control} name="probeSeconds" label={words.probe} unit={words.seconds} />
      </Form>
      {question}
    </Dialog>
  )
}
