'use client'

import { type ReactNode, useState } from 'react'
import { useComponentText } from '@/components/text'
import { Input } from './input'
import { manyOptions } from './select'

interface NarrowedProps<T> {
  /** What is searched, for screen readers. */
  label: string
  items: readonly T[]
  nameOf: (item: T) => string
  /** Stays, whatever is typed: it is chosen. */
  keeps: (item: T) => boolean
  children: (shown: readonly T[]) => ReactNode
}

/** Boxes to tick of a list; a long one is searched by typing, as a long `Select` is. */
export function Narrowed<T>({ label, items, nameOf, keeps, children }: NarrowedProps<T>) {
  const text = useComponentText()
  const [typed, setTyped] = useState('')
  const part = typed.trim().toLowerCase()
  return (
    <>
      {items.length >= manyOptions && (
        <Input
          type="search"
          className="mb-2"
          aria-label={`${text.search}: ${label}`}
          placeholder={text.search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {children(items.filter((item) => nameOf(item).toLowerCase().includes(part) || keeps(item)))}
    </>
  )
}
