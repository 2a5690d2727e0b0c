'use client'

import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import { useText } from '@/app/_text/use-text'
import { TextLink } from '@/components/ui/text-link'
import { toneText } from '@/components/ui/tone'
import type { AttentionView } from '@/contracts/views'

/** What wants somebody, worst first; one quiet line when nothing does. */
export function AttentionList({ items }: { items: readonly AttentionView[] }) {
  const text = useText().dashboard
  if (items.length === 0)
    return (
      <p className="flex items-center gap-2 text-content-secondary">
        <CircleCheck aria-hidden="true" className="size-4 text-content-good" />
        {text.allWell}
      </p>
    )
  const sorted = items.toSorted((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'))
  return (
    <ul className="flex flex-col gap-2.5">
      {sorted.map((item) => {
        const Icon = item.tone === 'bad' ? CircleAlert : TriangleAlert
        return (
          <li key={item.text} className="flex items-start gap-2">
            <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${toneText[item.tone]}`} />
            <span className="min-w-0 flex-1 break-words text-content-raise">{item.text}</span>
            {item.link !== null && <TextLink href={item.link}>{text.look}</TextLink>}
          </li>
        )
      })}
    </ul>
  )
}
