import type { ReactNode } from 'react'

interface EmptyStateProps {
  icon: ReactNode
  /** One line: what belongs here. */
  title: string
  text?: ReactNode
  /** One button or link. */
  action?: ReactNode
}

/** First use: nothing here yet, and what to do about it. */
export const EmptyState = ({ icon, title, text, action }: EmptyStateProps) => (
  <div className="flex flex-col items-center gap-1 px-6 py-12 text-center">
    <div
      aria-hidden="true"
      className="mb-2 grid size-10 place-items-center rounded-lg border border-stroke bg-surface-sunken text-content-tertiary [&_svg]:size-5"
    >
      {icon}
    </div>
    <p className="font-medium text-content-raise">{title}</p>
    {text !== undefined && <p className="max-w-md text-content-secondary">{text}</p>}
    {action !== undefined && <div className="mt-3">{action}</div>}
  </div>
)
