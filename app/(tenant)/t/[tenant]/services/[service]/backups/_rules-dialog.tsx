'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useWatch } from 'react-hook-form'
import * as z from 'zod'
import { useTRPC } from '@/app/_lib/trpc'
import { useFormErrors } from '@/app/_shared/form-errors'
import { useText } from '@/app/_text/use-text'
import { NumberField, SelectField, TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useUnsavedClose } from '@/components/form/unsaved'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { toast } from '@/components/ui/toast'
import type { BackupsView } from '@/contracts/backup-api'
import { every, keepRules, repositoryName, timeOfDay, timeZone } from '@/contracts/backups'

const schema = z
  .object({ on: z.enum(['yes', 'no']), every, at: timeOfDay, zone: timeZone, repository: repositoryName, ...keepRules.shape })
  .transform(({ on, every, at, zone, repository, ...keep }) => ({ on: on === 'yes', every, at, zone, repository, keep }))

/** Changes the rules, in a window at the side, with what retention by them removes. */
export function RulesDialog({ service, view, onClose }: { service: string; view: BackupsView; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const words = useText().backups
  const { policy } = view
  const form = useSchemaForm(schema, {
    on: policy.on ? ('yes' as const) : ('no' as const),
    every: policy.every,
    at: policy.at,
    zone: policy.zone,
    repository: policy.repository,
    ...policy.keep,
  })
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
  const [last, daily, weekly, monthly] = useWatch({ control: form.control, name: ['last', 'daily', 'weekly', 'monthly'] })
  const keep = useMemo(() => keepRules.safeParse({ last, daily, weekly, monthly }), [last, daily, weekly, monthly])
  const preview = useQuery({
    ...trpc.backups.preview.queryOptions({ service, keep: keep.data ?? policy.keep }),
    enabled: keep.success,
    placeholderData: (before) => before,
  })
  const { close, question } = useUnsavedClose(form.formState.isDirty, onClose)
  const { control } = form
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
        <SelectField
          control={control}
          name="on"
          label={words.policy.on}
          options={[
            { value: 'yes', label: words.policy.onYes },
            { value: 'no', label: words.policy.onNo },
          ]}
        />
        <SelectField
          control={control}
          name="every"
          label={words.policy.every}
          options={every.options.map((value) => ({ value, label: words.every[value] }))}
        />
        <TextField control={control} name="at" label={words.policy.at} hint={words.policy.atHint} autoComplete="off" />
        <TextField control={control} name="zone" label={words.policy.zone} autoComplete="off" spellCheck={false} />
        <NumberField control={control} name="last" label={words.policy.last} />
        <NumberField control={control} name="daily" label={words.policy.daily} />
        <NumberField control={control} name="weekly" label={words.policy.weekly} />
        <NumberField control={control} name="monthly" label={words.policy.monthly} hint={words.policy.keepHint} />
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
