import type { ReactNode } from 'react'

/** Label and value pairs of one object, 38 px a row. */
export const Properties = ({ items }: { items: { label: string; value: ReactNode }[] }) => (
  <dl className="divide-y divide-stroke-faint">
    {items.map((item) => (
      <div key={item.label} className="flex min-h-9.5 items-center gap-4 px-4 py-1.5">
        <dt className="w-32 shrink-0 text-content-secondary sm:w-40">{item.label}</dt>
        <dd className="min-w-0 flex-1 break-words text-content-raise">{item.value}</dd>
      </div>
    ))}
  </dl>
)
