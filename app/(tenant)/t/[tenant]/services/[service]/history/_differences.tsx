'use client'

import { useText } from '@/app/_text/use-text'
import type { ServiceChangeView } from '@/contracts/history'

/** Setting by setting, what it was and what it is; and why it was refused. */
export function Differences({ change }: { change: ServiceChangeView }) {
  const words = useText().history
  return (
    <div className="min-w-0 py-1.5">
      {change.differences.length === 0 && <span className="text-content-secondary">{words.same}</span>}
      <ul>
        {change.differences.map(({ name, before, after }) => (
          <li key={name} className="break-words">
            <span className="text-content-raise">{name}</span>{' '}
            <span className="text-content-secondary">
              {before === null ? words.unset : before === '' ? '“”' : before} → {after === null ? words.unset : after === '' ? '“”' : after}
            </span>
          </li>
        ))}
      </ul>
      {change.error !== null && <p className="text-xs break-words text-content-bad">{change.error.message}</p>}
    </div>
  )
}
