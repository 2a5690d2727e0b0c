import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/components/class-names'
import { type Tone, toneTint } from './tone'

const icons = { good: Info, neutral: Info, info: Info, warn: TriangleAlert, bad: CircleAlert }

interface NoticeProps {
  tone: Tone
  title?: string
  actions?: ReactNode
  className?: string
  children?: ReactNode
}

/** Something to know about the page: an old state, a suspended tenant, a failed object. */
export function Notice({ tone, title, actions, className, children }: NoticeProps) {
  const Icon = icons[tone]
  return (
    <div role="status" className={cn('flex items-start gap-3 rounded-lg border px-4 py-3', toneTint[tone], className)}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 break-words">
        {title !== undefined && <p className="font-medium">{title}</p>}
        {children}
      </div>
      {actions}
    </div>
  )
}
