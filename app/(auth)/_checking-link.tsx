'use client'

import { useText } from '@/app/_text/use-text'
import { Skeleton } from '@/components/ui/skeleton'

/** Of the size of the form that comes. */
export function CheckingLink() {
  const text = useText().auth
  return (
    <div role="status" aria-label={text.checking} className="flex flex-col gap-4 py-4">
      <Skeleton className="w-64" />
      <Skeleton className="h-10" />
      <Skeleton className="h-10" />
    </div>
  )
}
