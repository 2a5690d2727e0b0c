'use client'

import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useComponentText } from '@/components/text'
import { buttonStyle } from '@/components/ui/button-style'
import { Input } from '@/components/ui/input'

/** Searches as one types, a moment after the last key. `label` says what is searched. */
export function SearchBox({ value, onChange, label }: { value: string; onChange: (value: string) => void; label: string }) {
  const text = useComponentText()
  const [draft, setDraft] = useState(value)
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => setDraft(value), [value])
  useEffect(() => {
    if (draft === value) return
    const timer = setTimeout(() => latest.current(draft), 250)
    return () => clearTimeout(timer)
  }, [draft, value])
  return (
    <search className="relative block w-full sm:w-64">
      <Search aria-hidden="true" className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-content-tertiary" />
      <Input
        type="search"
        aria-label={label}
        placeholder={text.search}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        className="h-8 px-8 max-sm:h-10 [&::-webkit-search-cancel-button]:hidden"
      />
      {draft !== '' && (
        <button
          type="button"
          aria-label={text.clearSearch}
          className={buttonStyle('ghost', 'sm', true, 'absolute top-1/2 right-1 size-6 -translate-y-1/2')}
          onClick={() => {
            setDraft('')
            latest.current('')
          }}
        >
          <X aria-hidden="true" />
        </button>
      )}
    </search>
  )
}
