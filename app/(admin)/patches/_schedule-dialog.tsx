'use client'

import { useMutation } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { SelectField, TextareaField, TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { toast } from '@/components/ui/toast'
import type { ScheduleView } from '@/contracts/patch-schedule'
import { RunFields } from './_run-fields'
import { scheduleForm, scheduleStart } from './_schedule-form'

interface ScheduleDialogProps {
  of: ScheduleView
  onClose: () => void
}

/** Chooses when runs of a kind open by themselves, in a window at the side. */
export function ScheduleDialog({ of, onClose }: ScheduleDialogProps) {
  const trpc = useTRPC()
  const { windows, schedules: text } = useText().patches
  const schema = useMemo(() => scheduleForm({ badLine: windows.badLine, noWindow: text.noWindow }), [windows, text])
  const form = useSchemaForm(schema, scheduleStart(of.schedule, Intl.DateTimeFormat().resolvedOptions().timeZone))
  const save = useMutation(
    trpc.patches.setSchedule.mutationOptions({
      onError: useFormErrors(form),
      onSuccess: () => {
        toast.done(text.saved)
        onClose()
      },
    }),
  )
  const { control } = form
  return (
    <FormDialog
      placement="side"
      title={text.dialogTitle(of.title)}
      description={text.dialogText}
      form={form}
      onSubmit={(schedule) => save.mutate({ kind: of.kind, schedule })}
      submitLabel={text.submit}
      pending={save.isPending}
      onClose={onClose}
    >
      <SelectField
        control={control}
        name="updates"
        label={text.updates}
        options={[
          { value: 'off', label: text.opens.off },
          { value: 'security', label: text.opens.security },
          { value: 'all', label: text.opens.all },
        ]}
      />
      <TextareaField control={control} name="lines" label={windows.lines} hint={text.linesHint} rows={3} optional />
      <TextField control={control} name="zone" label={windows.zone} autoComplete="off" />
      <RunFields control={control} />
    </FormDialog>
  )
}
