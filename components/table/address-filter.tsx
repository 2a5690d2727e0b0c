'use client'

import { Select, type SelectOption } from '@/components/ui/select'

interface AddressFilterProps {
  /** Query parameter that holds the choice. */
  name: string
  label: string
  value: string | undefined
  /** Words for no choice. */
  all: string
  options: readonly SelectOption<string>[]
}

const none = 'all'

/** A filter beside the search box, kept in the address. */
export function AddressFilter({ name, label, value, all, options }: AddressFilterProps) {
  const choose = (next: string) => {
    const query = new URLSearchParams(window.location.search)
    for (const place of ['page', 'before']) query.delete(place)
    if (next === none) query.delete(name)
    else query.set(name, next)
    window.history.replaceState(null, '', `${window.location.pathname}?${query}`.replace(/\?$/, ''))
  }
  return (
    <Select
      size="sm"
      aria-label={label}
      className="w-48 max-sm:h-10 max-sm:w-full"
      value={value ?? none}
      onChange={choose}
      options={[{ value: none, label: all }, ...options]}
    />
  )
}
