import Link from 'next/link'
import type { ReactNode } from 'react'

interface PageHeaderProps {
  title: ReactNode
  /** One line under the title. */
  description?: ReactNode
  /** Badge beside the title. */
  badge?: ReactNode
  /** Where one came from. */
  back?: { href: string; label: string }
  actions?: ReactNode
}

/** Heading of a page; takes the focus after navigation. */
export const PageHeader = ({ title, description, badge, back, actions }: PageHeaderProps) => (
  <header className="mb-5">
    {back !== undefined && (
      <Link href={back.href} className="mb-1 inline-block rounded-sm text-xs text-content-secondary hover:text-content-raise">
        ← {back.label}
      </Link>
    )}
    <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-60">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 tabIndex={-1} className="min-w-0 text-xl/8 font-semibold tracking-tight wrap-anywhere text-content-raise">
            {title}
          </h1>
          {badge}
        </div>
        {description !== undefined && <div className="mt-0.5 text-content-secondary">{description}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  </header>
)
