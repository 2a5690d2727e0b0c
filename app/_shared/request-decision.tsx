'use client'

import { useMutation } from '@tanstack/react-query'
import type * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { TextField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { toast } from '@/components/ui/toast'
import { decideInput } from '@/contracts/api'
import { useFormErrors } from './form-errors'

interface RequestDecisionProps {
  request: string
  what: string
  allow: boolean
  onClose: () => void
}

/** Says what happens then, and takes a sentence along. */
export function RequestDecision({ request, what, allow, onClose }: RequestDecisionProps) {
  const trpc = useTRPC()
  const words = useText().requests
  const form = useSchemaForm<z.input<typeof decideInput>, z.output<typeof decideInput>>(decideInput, { request, allow, answer: '' })
  const onError = useFormErrors(form)
  const decide = useMutation(
    trpc.requests.decide.mutationOptions({
      onError,
      onSuccess: () => {
        toast.done(allow ? words.allowed : words.denied)
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title={allow ? words.allowTitle(what) : words.denyTitle(what)}
      description={allow ? words.allowText : words.denyText}
      form={form}
      onSubmit={(values) => decide.mutate(values)}
      submitLabel={allow ? words.allow : words.deny}
      danger={!allow}
      pending={decide.isPending}
      onClose={onClose}
    >
      <TextField control={form.control} name="answer" label={words.answer} hint={words.answerHint} autoComplete="off" optional />
    </FormDialog>
  )
}
