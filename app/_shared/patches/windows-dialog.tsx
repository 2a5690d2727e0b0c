'use client'

import { useMutation } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextareaField, TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { toast } from '@/components/ui/toast'
import type { PatchWindow } from '@/contracts/patches'
import { windowsForm, windowsStart } from './windows-form'

interface WindowsDialogProps {
  /** Whose they are; without it the installation's. */
  tenant?: string
  windows: readonly PatchWindow[]
  onClose: () => void
}

/** Chooses weekly windows, in a window at the side. */
export function WindowsDialog({ tenant, windows, onClose }: WindowsDialogProps) {
  const trpc = useTRPC()
  const { windows: words, service } = useText().patches
  const text = tenant === undefined ? words : service
  const schema = useMemo(() => windowsForm(words.badLine), [words])
  const form = useSchemaForm(schema, windowsStart(windows, Intl.DateTimeFormat().resolvedOptions().timeZone))
  const save = useMutation(
    trpc.patches.setWindows.mutationOptions({
      onError: useFormErrors(form),
      onSuccess: () => {
        toast.done(text.saved)
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      placement="side"
      title={text.dialogTitle}
      form={form}
      onSubmit={(chosen) => save.mutate({ windows: chosen, ...(tenant === undefined ? {} : { tenant }) })}
      submitLabel={text.submit}
      pending={save.isPending}
      onClose={onClose}
    >
      <TextareaField control={form.control} name="lines" label={text.lines} hint={text.linesHint} rows={4} optional />
      <TextField control={form.control} name="zone" label={words.zone} autoComplete="off" />
    </FormDialog>
  )
}
