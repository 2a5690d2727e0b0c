'use client'

import { CircleAlert } from 'lucide-react'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

/** A page that threw. */
export function PageFailed({ retry }: { retry: () => void }) {
  const text = useText().common.broken
  return (
    <div role="alert" className="grid min-h-[50dvh] place-items-center">
      <EmptyState icon={<CircleAlert />} title={text.title} text={text.text} action={<Button onClick={retry}>{text.retry}</Button>} />
    </div>
  )
}
