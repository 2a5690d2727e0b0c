'use client'

import { CircleSlash, CloudOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { codeOf, messageOf } from '@/app/_lib/errors'
import { paths } from '@/app/_lib/paths'
import { useText } from '@/app/_text/use-text'
import { useComponentText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'

interface QueryLike<T> {
  data: T | undefined
  isError: boolean
  error: unknown
  refetch: () => unknown
}

interface QueryViewProps<T> {
  query: QueryLike<T>
  /** Of the size of what comes. */
  skeleton: ReactNode
  /** For an object that somebody may delete while its page is open: what stands there then. Without it the last data stays. */
  gone?: ReactNode
  children: (data: T) => ReactNode
}

/** One query's data, or its skeleton, or why there is none. Old data stays when asking again fails. */
export function QueryView<T>({ query, skeleton, gone, children }: QueryViewProps<T>) {
  if (query.data !== undefined && query.isError && gone !== undefined && codeOf(query.error) === 'not_found') return gone
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <QueryFailed error={query.error} retry={() => query.refetch()} />
  return skeleton
}

/** Not there, or not for this person: both look the same. */
export function NothingHere() {
  const text = useText().common.notFound
  return (
    <EmptyState icon={<CloudOff />} title={text.title} text={text.text} action={<LinkButton href={paths.home}>{text.home}</LinkButton>} />
  )
}

interface GoneProps {
  title: string
  /** Where those are that are left. */
  href: string
  label: string
}

/** In the place of an object that was there a moment ago. */
export function Gone({ title, href, label }: GoneProps) {
  const text = useText().common
  return (
    <div role="alert">
      <EmptyState icon={<CircleSlash />} title={title} text={text.gone} action={<LinkButton href={href}>{label}</LinkButton>} />
    </div>
  )
}

/** Why a page has no data: not found (or not allowed, which looks the same), or a failure that can be tried again. */
export function QueryFailed({ error, retry }: { error: unknown; retry: () => void }) {
  const text = useText().common
  const words = useComponentText()
  if (['not_found', 'forbidden', 'bad_input'].includes(codeOf(error))) return <NothingHere />
  return (
    <div role="alert">
      <EmptyState
        icon={<CloudOff />}
        title={words.failed}
        text={messageOf(error, text.unavailable)}
        action={<Button onClick={retry}>{words.retry}</Button>}
      />
    </div>
  )
}
