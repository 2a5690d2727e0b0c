'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
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
  const query = useQuery({ ...trpc.files.read.queryOptions({ service, path }), gcTime: 0, staleTime: Number.POSITIVE_INFINITY })
  const [draft, setDraft] = useState<string>()
  const save = useMutation(
    trpc.files.write.mutationOptions({
      onSuccess: () => {
        toast.done(words.saved, path)
        onClose()
      },
    }),
  )
  useUnsavedGuard(draft !== undefined)
  const content = query.data === undefined ? undefined : toText(query.data.content)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.editTitle(path)}
      className="max-w-4xl"
      actions={
        content !== undefined && (
          <Button
            variant="primary"
            pending={save.isPending}
            onClick={() => save.mutate({ service, path, content: fromText(draft ?? content) })}
          >
            {words.save}
          </Button>
        )
      }
    >
      <QueryView query={query} skeleton={<Skeleton className="h-96" />}>
        {() =>
          content === undefined ? <p>{words.binary}</p> : <Code name={path} label={words.editLabel} text={content} onChange={setDraft} />
        }
      </QueryView>
      {save.isError && <ErrorText>{messageOf(save.error, text.common.unavailable)}</ErrorText>}
    </Dialog>
  )
}
