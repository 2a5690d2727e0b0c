'use client'

import { cn } from '@/components/class-names'
import { useComponentText } from '@/components/text'

/** Whether the page hears of changes as they happen. */
export function LiveDot({ on }: { on: boolean }) {
  const text = useComponentText()
  const words = on ? text.live.on : text.live.off
  return (
    <span role="status" title={words} className="grid size-8 place-items-center">
      <span aria-hidden="true" className={cn('size-2 rounded-full', on ? 'bg-content-good' : 'animate-pulse bg-content-warn')} />
      <span className="sr-only">{words}</span>
    </span>
  )
}
