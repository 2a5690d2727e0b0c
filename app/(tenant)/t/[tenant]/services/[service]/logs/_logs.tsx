'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { wakesService } from '@/app/_lib/stale'
import { useTRPC } from '@/app/_lib/trpc'
import { QueryView } from '@/app/_shared/query-view'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import { useService } from '../_header'

/** Each look reads the newest part of the file. */
const followMs = 2000

export function ServiceLogs() {
  const trpc = useTRPC()
  const { id } = useService()
  const text = useText().tenant.logs
  const [following, setFollowing] = useState(false)
  const query = useQuery({
    ...trpc.services.logs.queryOptions({ service: id, lines: 500 }),
    ...wakesService,
    staleTime: Number.POSITIVE_INFINITY,
    // A window that nobody looks at does not ask.
    refetchInterval: following ? followMs : false,
  })
  const box = useRef<HTMLElement>(null)
  const newest = query.data?.lines.at(-1)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new at the end is to be seen
  useEffect(() => {
    if (following && box.current !== null) box.current.scrollTop = box.current.scrollHeight
  }, [following, newest])
  return (
    <Panel
      title={text.title}
      description={text.description}
      flush
      actions={
        <>
          <Button aria-pressed={following} variant={following ? 'primary' : 'secondary'} onClick={() => setFollowing(!following)}>
            {text.follow}
          </Button>
          <Button pending={query.isFetching && !following} onClick={() => query.refetch()}>
            {text.refresh}
          </Button>
        </>
      }
    >
      <QueryView query={query} skeleton={<Skeleton className="m-4 h-64" />}>
        {(data) =>
          data.lines.length === 0 ? (
            <p className="p-4 text-content-secondary">{text.empty}</p>
          ) : (
            <section
              ref={box}
              aria-label={text.label}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must take the focus
              tabIndex={0}
              className="max-h-[60dvh] overflow-auto p-4"
            >
              <pre className="font-mono text-xs whitespace-pre-wrap break-all text-content-raise">{data.lines.join('\n')}</pre>
            </section>
          )
        }
      </QueryView>
    </Panel>
  )
}
