'use client'

import { useMutation } from '@tanstack/react-query'
import { type ChangeEvent, useId, useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { ActionProgress } from '@/app/_shared/action-progress'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { formatBytes } from '@/components/ui/format'
import { Progress } from '@/components/ui/progress'
import { toast } from '@/components/ui/toast'
import type { ArchiveFormat } from '@/contracts/files'
import type { ActionView } from '@/contracts/views'
import { useService } from '../_header'
import { sendArchive } from './_send'

const formatOf = (name: string): ArchiveFormat | undefined => {
  const lower = name.toLowerCase()
  if (lower.endsWith('.zip')) return 'zip'
  if (lower.endsWith('.tar.gz') || lower.endsWith('.tgz')) return 'tar.gz'
  return lower.endsWith('.tar') ? 'tar' : undefined
}

/** Chooses an archive, sends it, and follows how it is unpacked inside the service. */
export function Upload({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.files
  const service = useService().id
  const id = useId()
  const [file, setFile] = useState<File>()
  const [share, setShare] = useState(0)
  const deploy = useMutation(trpc.files.deploy.mutationOptions())
  const format = file === undefined ? undefined : formatOf(file.name)
  const start = useMutation({
    mutationFn: async () => {
      if (file === undefined || format === undefined) throw new Error('no archive')
      const upload = await sendArchive(service, format, file, setShare)
      return deploy.mutateAsync({ service, upload })
    },
  })
  const ended = (action: ActionView) => {
    if (action.state !== 'done') return
    toast.done(words.deployed)
    onDone()
    onClose()
  }
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    start.reset()
    setShare(0)
    setFile(event.target.files?.[0])
  }
  const wrong = file !== undefined && format === undefined
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.uploadTitle}
      description={words.uploadText}
      actions={
        <Button
          variant="primary"
          pending={start.isPending || start.isSuccess}
          disabledReason={format === undefined ? words.wrongType : undefined}
          onClick={() => start.mutate()}
        >
          {words.start}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <label htmlFor={id} className="flex flex-col gap-1.5 font-medium text-content-raise">
          {words.choose}
          <input
            id={id}
            type="file"
            accept=".zip,.tar,.tgz,.tar.gz,application/zip,application/gzip,application/x-tar"
            onChange={choose}
            className="rounded-md border border-stroke bg-surface-raised p-2 font-normal text-content-secondary file:mr-3 file:cursor-pointer file:rounded-md file:border file:border-stroke file:bg-surface-sunken file:px-3 file:py-1 file:text-content-raise"
          />
        </label>
        {file !== undefined && !wrong && (
          <p className="break-all text-content-secondary">{words.chosen(file.name, formatBytes(file.size))}</p>
        )}
        {wrong && <ErrorText>{words.wrongType}</ErrorText>}
        {start.isPending && <Progress label={words.sending(Math.round(share * 100))} value={share * 100} of={100} visible />}
        {start.isError && (
          <ErrorText>{start.error.name === 'Error' ? start.error.message : messageOf(start.error, words.failed)}</ErrorText>
        )}
        {start.data !== undefined && <ActionProgress action={start.data.action} onEnd={ended} />}
      </div>
    </Dialog>
  )
}
