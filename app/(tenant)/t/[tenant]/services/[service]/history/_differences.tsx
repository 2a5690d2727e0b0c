'use client'

import { useText } from '@/app/_text/use-text'
import type { ServiceChangeView } from '@/contracts/history'
import { settingWords } from './_names'

/** Setting by setting, what it was and what it is; and why it was refused. */
export function Differences({ change }: { change: ServiceChangeView }) {
  const text = useText()
  const words = text.history
  return (
    <div className="min-w-0">
      {change.differences.length === 0 && <span className="text-content-secondary">{words.same}</span>}
      <ul>
        {change.differences.map(({ name, before, after }) => {
          const { label, said } = settingWords(name, text)
          return (
            <li key={name} className="break-words">
              <span className="text-content-raise">{label}</span>{' '}
              <span className="text-content-secondary">
                {said(before)} → {said(after)}
              </span>
            </li>
          )
        })}
      </ul>
      {change.error !== null && <p className="text-xs break-words text-content-bad">{change.error.message}</p>}
    </div>
  )
}
