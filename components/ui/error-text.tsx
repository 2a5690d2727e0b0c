import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

/** One sentence about what failed and what to do, announced when it appears. */
export const ErrorText = ({ children, id }: { children: ReactNode; id?: string }) => (
  <p id={id} role="alert" className="flex items-start gap-1.5 text-content-bad">
    <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
    <span className="min-w-0 break-words">{children}</span>
  </p>
)
