'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { wakesService } from '@/app/_lib/stale'
import { useTRPC } from '@/app/_lib/trpc'
import { LoadNewer } from '@/app/_shared/load-newer'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { useUnsavedClose } from '@/components/form/unsaved'
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorText } from '@/components/ui/error-text'
import { Skeleton } from '@/components/ui/skeleton'
import { toast } from '@/components/ui/toast'
import { useService } from '../_header'
import { fromText, toText } from './_text'

const Code = dynamic(() => import('./_code').then((module) => module.Code), { ssr: false, loading: () => <Skeleton className="h-96" /> })

/** Shows a text file in an editor and saves it. */
export function Editor({ path, onClose }: { path: string; onClose: () => void }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.tenant.files
  const service = useService().id
  const query = useQuery({
    ...trpc.files.read.queryOptions({ service, path }),
    ...wakesService,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [draft, setDraft] = useState<string>()
  const save = useMutation(
    trpc.files.write.mutationOptions({
      onSuccess: () => {
        toast.done(words.saved, path)
        onClose()
      },
    }),
  )
  const content = query.data === undefined ? undefined : toText(query.data.content)
  const dirty = draft !== undefined && draft !== content
  const write = (was?: string) =>
    save.mutate({ service, path, content: fromText(draft ?? content ?? ''), ...(was !== undefined && { was }) })
  const load = async () => {
    await query.refetch({ throwOnError: true })
    setDraft(undefined)
    save.reset()
  }
  useUnsavedGuard(dirty)
  const { close, question } = useUnsavedClose(dirty, onClose)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={words.editTitle(path)}
      className="max-w-4xl"
      actions={
        content !== undefined && (
          <Button variant="primary" pending={save.isPending} onClick={() => write(query.data?.sha256)}>
            {words.save}
          </Button>
        )
      }
    >
      <QueryView query={query} skeleton={<Skeleton className="h-96" />}>
        {() =>
          content === undefined ? (
            <p>{words.binary}</p>
          ) : (
            <>
              <Code key={query.data?.sha256} name={path} label={words.editLabel} text={content} onChange={setDraft} />
              <p className="mt-2 text-xs text-content-secondary">{words.editKeys}</p>
            </>
          )
        }
      </QueryView>
      {question}
      {save.isError && <ErrorText>{messageOf(save.error, text.common.unavailable)}</ErrorText>}
      <LoadNewer error={save.error} onLoad={load}>
        <Button pending={save.isPending} onClick={() => write()}>
          {words.saveAnyway}
        </Button>
      </LoadNewer>
    </Dialog>
  )
}
