'use client'

import { useState } from 'react'
import { useTRPCClient } from '@/app/_lib/trpc'
import { useAsked } from '@/app/_shared/asked'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { Field } from '@/components/ui/field'
import { toast } from '@/components/ui/toast'

/** Takes a licence file and stays until the keep has looked at its signature. */
export function InstallLicence({ onClose }: { onClose: () => void }) {
  const client = useTRPCClient()
  const words = useText().licences.own
  const [file, setFile] = useState<File>()
  const { pending, failure, ask } = useAsked(() => {
    toast.done(words.installed)
    onClose()
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.install}
      description={words.installText}
      actions={
        <Button
          variant="primary"
          pending={pending}
          disabledReason={file === undefined ? words.noFile : undefined}
          onClick={() => file !== undefined && ask(async () => client.licences.install.mutate({ file: await file.text() }))}
        >
          {words.submit}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={words.file}>
          {(ids) => <input {...ids} type="file" accept=".json,application/json" onChange={(event) => setFile(event.target.files?.[0])} />}
        </Field>
        {failure !== undefined && <ErrorText>{failure}</ErrorText>}
      </div>
    </Dialog>
  )
}
