import type { ReactNode } from 'react'
import { cn } from '@/components/class-names'
import { Spinner } from './spinner'
import { type Tone, toneTint } from './tone'

interface BadgeProps {
  tone?: Tone
  /** In transition: shows a spinner. */
  moving?: boolean
  className?: string
  children: ReactNode
}

/** A word with a tint. The word is always there; the colour only helps. */
export const Badge = ({ tone = 'neutral', moving = false, className, children }: BadgeProps) => (
  <span
    className={cn('label-mono inline-flex h-5 items-center gap-1 rounded-sm border px-1.5 whitespace-nowrap', toneTint[tone], className)}
  >
    {moving && <Spinner className="size-2.5" />}
    {children}
  </span>
)
