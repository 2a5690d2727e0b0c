'use client'

import { useMutation } from '@tanstack/react-query'
import { type ChangeEvent, useEffect, useId, useRef, useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { ActionProgress } from '@/app/_shared/action-progress'
import { useText } from '@/app/_text/use-text'
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { formatBytes } from '@/components/ui/format'
import { Progress } from '@/components/ui/progress'
import { toast } from '@/components/ui/toast'
import { type ArchiveFormat, maxUploadBytes } from '@/contracts/files'
import type { ActionView } from '@/contracts/views'
import { useService } from '../_header'
import { archiveOf } from './_archive'
import { sendArchive } from './_send'

/** Sends an archive, then asks for its deployment. Whoever turns away while it is sent gets no deployment. */
function useDeployment(onShare: (share: number) => void) {
  const trpc = useTRPC()
  const service = useService().id
  const running = useRef<AbortController>(undefined)
  const [sending, setSending] = useState(false)
  useEffect(() => () => running.current?.abort(), [])
  const deploy = useMutation(trpc.files.deploy.mutationOptions())
  const start = useMutation({
    mutationFn: async ({ file, format }: { file: File; format: ArchiveFormat }) => {
      running.current = new AbortController()
      const { signal } = running.current
      setSending(true)
      const upload = await sendArchive(service, format, file, { onShare, signal }).finally(() => setSending(false))
      signal.throwIfAborted()
      return deploy.mutateAsync({ service, upload })
    },
  })
  return { start, sending }
}

/** Chooses an archive, sends it, and follows how it is unpacked inside the service. */
export function Upload({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const text = useText()
  const words = text.tenant.files
  const [file, setFile] = useState<File>()
  const [share, setShare] = useState(0)
  const [asking, setAsking] = useState(false)
  const [ended, setEnded] = useState(false)
  const { start, sending } = useDeployment(setShare)
  useUnsavedGuard(sending, `${words.stopTitle} ${words.stopText}`)
  const archive = file === undefined ? undefined : archiveOf(file)
  const fault = archive !== undefined && 'fault' in archive ? faultText(archive.fault, words) : undefined
  const deploying = start.data !== undefined && !ended
  const onEnd = (action: ActionView) => {
    setEnded(true)
    if (action.state !== 'done') return
    toast.done(words.deployed)
    onDone()
    onClose()
  }
  const again = () => {
    start.reset()
    setShare(0)
    setEnded(false)
  }
  const send = () => {
    if (file === undefined || archive === undefined || 'fault' in archive) return
    again()
    start.mutate({ file, format: archive.format })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && (sending ? setAsking(true) : onClose())}
      title={words.uploadTitle}
      description={words.uploadText}
      actions={
        <Button
          variant="primary"
          pending={start.isPending || deploying}
          disabledReason={file === undefined ? words.noArchive : fault}
          onClick={send}
        >
          {words.start}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <ArchiveInput
          disabled={start.isPending || deploying}
          onChange={(chosen) => {
            again()
            setFile(chosen)
          }}
        />
        {file !== undefined && <p className="break-all text-content-secondary">{words.chosen(file.name, formatBytes(file.size))}</p>}
        {fault !== undefined && <ErrorText>{fault}</ErrorText>}
        {sending && <Progress label={words.sending(Math.round(share * 100))} value={share * 100} of={100} visible />}
        {start.isError && <ErrorText>{messageOf(start.error, words.failed)}</ErrorText>}
        {start.data !== undefined && <ActionProgress action={start.data.action} onEnd={onEnd} />}
        {deploying && <p className="text-content-secondary">{words.goesOn}</p>}
      </div>
      <ConfirmDialog
        open={asking && sending}
        onOpenChange={setAsking}
        title={words.stopTitle}
        consequence={words.stopText}
        confirmLabel={words.stop}
        keepLabel={words.keepSending}
        pending={false}
        error={undefined}
        onConfirm={onClose}
      />
    </Dialog>
  )
}

const faultText = (fault: 'wrongType' | 'tooLarge', words: ReturnType<typeof useText>['tenant']['files']): string =>
  fault === 'wrongType' ? words.wrongType : words.tooLarge(formatBytes(maxUploadBytes))

function ArchiveInput({ disabled, onChange }: { disabled: boolean; onChange: (file: File | undefined) => void }) {
  const words = useText().tenant.files
  const id = useId()
  return (
    <label htmlFor={id} className="flex flex-col gap-1.5 font-medium text-content-raise">
      {words.choose}
      <input
        id={id}
        type="file"
        disabled={disabled}
        accept=".zip,.tar,.tgz,.tar.gz,application/zip,application/gzip,application/x-tar"
        onChange={(event: ChangeEvent<HTMLInputElement>) => onChange(event.target.files?.[0])}
        className="rounded-md border border-stroke bg-surface-raised p-2 font-normal text-content-secondary file:mr-3 file:cursor-pointer file:rounded-md file:border file:border-stroke file:bg-surface-sunken file:px-3 file:py-1 file:text-content-raise disabled:opacity-60"
      />
    </label>
  )
}
