'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { TextareaField } from '@/components/form/fields'
import { FormDialog } from '@/components/form/form-dialog'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Field } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { toast } from '@/components/ui/toast'
import { mostRuleText, type ReadRules } from '@/contracts/firewall-lines'
import { ruleText } from '@/contracts/firewall-text'
import { listOf, type Whose } from './whose'

const schema = z.object({ text: z.string().max(mostRuleText) })
type Values = z.infer<typeof schema>

interface Props {
  whose: Whose
  sets: readonly { id: string; name: string }[]
  onClose: () => void
}

/** Many rules at once, from a file: what would be added is shown before it is. */
export function ImportDialog({ whose, sets, onClose }: Props) {
  const trpc = useTRPC()
  const words = useText().firewall.import
  const [shown, setShown] = useState<{ text: string; read: ReadRules }>()
  const form = useSchemaForm<Values, Values>(schema, { text: '' })
  const onError = useFormErrors(form)
  const send = useMutation(
    trpc.firewall.importRules.mutationOptions({
      onError,
      onSuccess: ({ action, ...read }, { text }) => {
        if (action === null) return setShown({ text, read })
        toast.done(words.added(read.rules.length))
        onClose()
      },
    }),
  )
  const { text } = form.watch()
  // What was changed since is shown anew before it is added.
  const read = shown?.text === text ? shown.read : undefined
  const ready = read !== undefined && read.wrong === 0 && read.rules.length > 0
  const readFile = async (file: File | undefined) => {
    if (file !== undefined) form.setValue('text', await file.text(), { shouldDirty: true })
  }
  return (
    <FormDialog
      placement="side"
      title={words.title}
      form={form}
      onSubmit={(values) => send.mutate({ ...listOf(whose), ...values, save: ready })}
      submitLabel={ready ? words.add(read.rules.length) : words.preview}
      pending={send.isPending}
      onClose={onClose}
    >
      <Field label={words.file}>
        {(ids) => <input {...ids} type="file" accept="text/*,.txt,.rules" onChange={(event) => void readFile(event.target.files?.[0])} />}
      </Field>
      <TextareaField
        control={form.control}
        name="text"
        label={words.lines}
        hint={words.hint}
        rows={10}
        spellCheck={false}
        className="font-mono text-xs"
      />
      {read !== undefined && read.wrong > 0 && (
        <Notice tone="bad" title={words.wrong(read.wrong)}>
          <ul>
            {read.errors.map(({ line, text: why }) => (
              <li key={line}>{words.line(line, why)}</li>
            ))}
          </ul>
        </Notice>
      )}
      {read !== undefined && read.wrong === 0 && (
        <Notice tone="info" title={words.found(read.rules.length)}>
          <ol className="max-h-64 overflow-y-auto font-mono text-xs">
            {read.rules.map((rule, index) => (
              <li key={`${String(index)} ${rule.comment}`}>{ruleText(rule, sets, words.anywhere)}</li>
            ))}
          </ol>
        </Notice>
      )}
    </FormDialog>
  )
}
