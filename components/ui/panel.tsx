import type { ReactNode } from 'react'
import { cn } from '@/components/class-names'

interface PanelProps {
  title?: string
  /** One line under the title. */
  description?: ReactNode
  /** Small buttons or links at the right of the title. */
  actions?: ReactNode
  /** Without padding, for tables and lists that touch the edges. */
  flush?: boolean
  className?: string
  children: ReactNode
}

/** A bordered part of a page with a heading of its own. */
export const Panel = ({ title, description, actions, flush = false, className, children }: PanelProps) => (
  <section className={cn('min-w-0 rounded-lg border border-stroke bg-surface-raised', className)}>
    {title !== undefined && (
      <header className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 border-b border-stroke-faint px-4 py-2">
        <div className="min-w-0 flex-1">
          <h2 className="font-medium text-content-raise">{title}</h2>
          {description !== undefined && <p className="text-xs text-content-secondary">{description}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
    )}
    <div className={flush ? '' : 'p-4'}>{children}</div>
  </section>
)
