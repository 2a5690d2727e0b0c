'use client'

import { useWatch } from 'react-hook-form'
import * as z from 'zod'
import { useTRPCClient } from '@/app/_lib/trpc'
import { useAsked } from '@/app/_shared/asked'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import { NumberField, SelectField, TextareaField, TextField } from '@/components/form/fields'
import { Form } from '@/components/form/form'
import { useUnsavedClose } from '@/components/form/unsaved'
import { useSchemaForm } from '@/components/form/use-schema-form'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'
import { type RepositoryView, repositoryName, repositorySpec } from '@/contracts/backups'
import { seal } from '@/contracts/seal'

const fields = z.object({
  name: repositoryName,
  sort: z.enum(['sftp', 's3']),
  host: z.string().trim(),
  port: z.int().min(1).max(65_535),
  folder: z.string().trim(),
  user: z.string().trim(),
  hostKey: z.string().trim(),
  privateKey: z.string(),
  tls: z.enum(['yes', 'no']),
  bucket: z.string().trim(),
  region: z.string().trim(),
  accessKey: z.string().trim(),
  secretKey: z.string().trim(),
})
type Typed = z.input<typeof fields>
type Values = z.output<typeof fields>

const specOf = ({ sort, host, port, folder, user, hostKey, tls, bucket, region }: Values) => {
  // A public key file has a comment at its end.
  const key = hostKey.split(/\s+/).slice(0, 2).join(' ')
  return sort === 'sftp'
    ? { sort, host, port, folder, user, hostKey: key }
    : { sort, host, port, folder, tls: tls === 'yes', bucket, region }
}

/** What opens it as the vault reads it; undefined: what is there stays. */
const secretOf = ({ sort, privateKey, accessKey, secretKey }: Values) => {
  if (sort === 'sftp') return privateKey.trim() === '' ? undefined : { privateKey }
  return accessKey === '' && secretKey === '' ? undefined : { accessKey, secretKey }
}

const schemaOf = (words: Text['backups']['form'], isNew: boolean) =>
  fields.superRefine((values, context) => {
    for (const { path, message } of repositorySpec.safeParse(specOf(values)).error?.issues ?? [])
      context.addIssue({ code: 'custom', path: path.slice(0, 1), message })
    const [missing, half] = [secretOf(values) === undefined, values.accessKey === '' || values.secretKey === '']
    if (values.sort === 'sftp' && isNew && missing) context.addIssue({ code: 'custom', path: ['privateKey'], message: words.keyMissing })
    if (values.sort === 's3' && (isNew || !missing) && half)
      context.addIssue({ code: 'custom', path: ['secretKey'], message: words.keyMissing })
  })

function startOf(repository: RepositoryView | undefined): Typed {
  const empty = { user: '', hostKey: '', tls: 'yes' as const, bucket: '', region: '', privateKey: '', accessKey: '', secretKey: '' }
  const place = { name: repository?.name ?? '', sort: 'sftp' as const, host: '', port: 22, folder: 'reeve' }
  const spec = repository?.spec
  if (spec === undefined || spec.sort === 'local') return { ...place, ...empty }
  if (spec.sort === 'sftp') return { ...place, ...empty, ...spec }
  return { ...place, ...empty, ...spec, tls: spec.tls ? 'yes' : 'no' }
}

interface RepositoryDialogProps {
  repository: RepositoryView | undefined
  /** Of the vault; empty while it does not answer. */
  sealingKey: string
  onClose: () => void
}

/** Adds a place for backups or changes one: sealed for the vault here, tested by it, and saved only when it answers. */
export function RepositoryDialog({ repository, sealingKey, onClose }: RepositoryDialogProps) {
  const client = useTRPCClient()
  const words = useText().backups.form
  const isNew = repository === undefined
  const form = useSchemaForm<Typed, Values>(schemaOf(words, isNew), startOf(repository))
  const { pending, failure, ask } = useAsked(() => {
    toast.done(words.saved)
    onClose()
  })
  const { close, question } = useUnsavedClose(form.formState.isDirty, onClose)
  const { control } = form
  const [sort, host, port] = useWatch({ control, name: ['sort', 'host', 'port'] })
  const kept = isNew ? '' : ` ${words.keyKept}`
  const save = (values: Values) =>
    ask(async () => {
      const secret = secretOf(values)
      const sealed = secret === undefined ? null : await seal(sealingKey, JSON.stringify(secret))
      return client.backups.setRepository.mutate({ repository: values.name, spec: repositorySpec.parse(specOf(values)), sealed })
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      placement="side"
      title={isNew ? words.newTitle : words.editTitle(repository.name)}
    >
      <Form
        form={form}
        onSubmit={save}
        submitLabel={words.submit}
        pending={pending}
        error={failure}
        disabledReason={sealingKey === '' ? words.noSeal : undefined}
        cancel={close}
      >
        <TextField
          control={control}
          name="name"
          label={words.name}
          hint={words.nameHint}
          readOnly={!isNew}
          autoComplete="off"
          spellCheck={false}
        />
        <SelectField
          control={control}
          name="sort"
          label={words.sort}
          options={(['sftp', 's3'] as const).map((value) => ({ value, label: words.sorts[value] }))}
        />
        <TextField
          control={control}
          name="host"
          label={words.host}
          hint={words.hostHint(`npm run up -- --backup-target ${host === '' ? 'HOST' : host}:${port}`)}
          autoComplete="off"
          spellCheck={false}
        />
        <NumberField control={control} name="port" label={words.port} />
        {sort === 'sftp' ? (
          <>
            <TextField control={control} name="user" label={words.user} autoComplete="off" spellCheck={false} />
            <TextField control={control} name="folder" label={words.folder} autoComplete="off" spellCheck={false} />
            <TextareaField
              control={control}
              name="hostKey"
              label={words.hostKey}
              hint={words.hostKeyHint}
              rows={3}
              spellCheck={false}
              className="font-mono text-xs"
            />
            <TextareaField
              control={control}
              name="privateKey"
              label={words.privateKey}
              hint={`${words.privateKeyHint}${kept}`}
              optional={!isNew}
              rows={5}
              spellCheck={false}
              className="font-mono text-xs"
            />
          </>
        ) : (
          <>
            <SelectField
              control={control}
              name="tls"
              label={words.tls}
              options={[
                { value: 'yes', label: words.tlsYes },
                { value: 'no', label: words.tlsNo },
              ]}
            />
            <TextField control={control} name="bucket" label={words.bucket} autoComplete="off" spellCheck={false} />
            <TextField control={control} name="folder" label={words.folder} autoComplete="off" spellCheck={false} />
            <TextField control={control} name="region" label={words.region} optional autoComplete="off" spellCheck={false} />
            <TextField control={control} name="accessKey" label={words.accessKey} optional={!isNew} autoComplete="off" spellCheck={false} />
            <TextField
              control={control}
              name="secretKey"
              label={words.secretKey}
              hint={`${words.secretKeyHint}${kept}`}
              type="password"
              optional={!isNew}
              autoComplete="new-password"
              spellCheck={false}
            />
          </>
        )}
      </Form>
      {question}
    </Dialog>
  )
}
