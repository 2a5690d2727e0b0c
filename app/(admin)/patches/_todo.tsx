'use client'

import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { Text } from '@/app/_text/catalogues'
import { useText } from '@/app/_text/use-text'
import type { PatchesView } from '@/contracts/patches'

interface Line {
  text: string
  urgent: boolean
}

/** One sentence for each thing that somebody should do; those of security first. */
export function linesOf({ host, kinds }: PatchesView, text: Text['patches']): Line[] {
  const lines: Line[] = []
  for (const { title, updates, security, services, older, error } of kinds) {
    if (error !== null) lines.push({ text: `${title}: ${error}`, urgent: true })
    if (updates > 0) lines.push({ text: text.todoKind(title, updates, security, services), urgent: security > 0 && services > 0 })
    if (older > 0) lines.push({ text: text.todoOlder(title, older), urgent: false })
  }
  if (host !== null && host.error !== null) lines.push({ text: `${text.host}: ${host.error}`, urgent: true })
  if (host !== null && host.updates > 0) lines.push({ text: text.todoHost(host.updates, host.security), urgent: host.security > 0 })
  if (host?.rebootNeeded) lines.push({ text: text.todoReboot, urgent: true })
  if (host !== null && host.newer !== null) lines.push({ text: text.todoReeve(host.newer), urgent: false })
  return lines.toSorted((a, b) => Number(b.urgent) - Number(a.urgent))
}

export function Todo({ view }: { view: PatchesView }) {
  const text = useText().patches
  const lines = linesOf(view, text)
  if (view.checkedAt === null) return <p className="text-content-secondary">{text.never}</p>
  if (lines.length === 0)
    return (
      <p className="flex items-start gap-2">
        <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-content-good" />
        {text.nothing}
      </p>
    )
  return (
    <ul className="flex flex-col gap-2">
      {lines.map((line) => (
        <li key={line.text} className="flex items-start gap-2">
          <TriangleAlert
            aria-hidden="true"
            className={line.urgent ? 'mt-0.5 size-4 shrink-0 text-content-warn' : 'mt-0.5 size-4 shrink-0 text-content-tertiary'}
          />
          <span>{line.text}</span>
        </li>
      ))}
    </ul>
  )
}
