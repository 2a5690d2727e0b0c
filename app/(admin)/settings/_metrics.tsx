'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyButton } from '@/components/ui/copy-button'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'

/** The token with which a Prometheus reads. */
export function MetricsPanel({ className }: { className: string }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const text = useText()
  const words = text.statistics.token
  const query = useQuery(trpc.statistics.token.queryOptions())
  const [token, setToken] = useState<string>()
  const [asking, setAsking] = useState<'renew' | 'end'>()
  const changed = () => client.invalidateQueries({ queryKey: trpc.statistics.token.queryKey() })
  const onError = (error: unknown) => toast.failed(messageOf(error, text.common.unavailable))
  const make = useMutation(
    trpc.statistics.makeToken.mutationOptions({
      onError,
      onSuccess: (made) => {
        setToken(made.token)
        setAsking(undefined)
        void changed()
      },
    }),
  )
  const end = useMutation(
    trpc.statistics.endToken.mutationOptions({
      onError,
      onSuccess: () => {
        setToken(undefined)
        setAsking(undefined)
        void changed()
      },
    }),
  )
  const createdAt = query.data?.createdAt ?? null
  return (
    <Panel title={words.title} description={words.hint(paths.api.metrics)} className={className}>
      <p className="mb-4 text-content-secondary">
        {createdAt === null ? (
          words.none
        ) : (
          <>
            {words.made} <Time at={createdAt} />
          </>
        )}
      </p>
      {token !== undefined && (
        <div className="mb-4 flex items-center gap-2 rounded-md border border-stroke bg-surface-sunken py-2 pr-2 pl-3">
          <code className="min-w-0 flex-1 font-mono text-xs break-all text-content-raise">{token}</code>
          <CopyButton value={token} what={words.token} />
        </div>
      )}
      <div className="flex flex-wrap gap-2">
        <Button pending={make.isPending} onClick={() => (createdAt === null ? make.mutate() : setAsking('renew'))}>
          {createdAt === null ? words.make : words.renew}
        </Button>
        {createdAt !== null && (
          <Button pending={end.isPending} onClick={() => setAsking('end')}>
            {words.end}
          </Button>
        )}
      </div>
      {asking !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setAsking(undefined)}
          title={words[asking]}
          consequence={words.lost}
          confirmLabel={words[asking]}
          pending={make.isPending || end.isPending}
          error={undefined}
          onConfirm={() => (asking === 'renew' ? make.mutate() : end.mutate())}
        />
      )}
    </Panel>
  )
}
