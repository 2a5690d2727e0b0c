'use client'

import { useComponentText } from '@/components/text'

/** Names what will be gone. */
export function LossList({ items }: { items: string[] }) {
  const text = useComponentText()
  return (
    <div className="rounded-md border border-stroke-bad bg-surface-bad px-3 py-2 text-content-bad">
      <p className="font-medium">{text.lost}</p>
      <ul className="mt-1 list-disc pl-4">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  )
}
