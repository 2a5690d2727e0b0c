'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useComponentText } from '@/components/text'
import { buttonStyle } from '@/components/ui/button-style'

interface PaginationProps {
  offset: number
  limit: number
  total: number
  onChange: (offset: number) => void
}

/** "51 to 100 of 240" and two buttons; nothing when all fits on one page. */
export function Pagination({ offset, limit, total, onChange }: PaginationProps) {
  const text = useComponentText()
  if (total <= limit && offset === 0) return null
  const last = offset + limit >= total
  return (
    <div className="flex h-11 items-center justify-end gap-2 border-t border-stroke-faint px-4">
      <span className="mr-2 text-xs text-content-secondary tabular-nums">
        {text.range(Math.min(offset + 1, total), Math.min(offset + limit, total), total)}
      </span>
      <button
        type="button"
        aria-label={text.previousPage}
        disabled={offset === 0}
        data-disabled={offset === 0 ? '' : undefined}
        className={buttonStyle('secondary', 'sm', true)}
        onClick={() => onChange(Math.max(0, offset - limit))}
      >
        <ChevronLeft aria-hidden="true" />
      </button>
      <button
        type="button"
        aria-label={text.nextPage}
        disabled={last}
        data-disabled={last ? '' : undefined}
        className={buttonStyle('secondary', 'sm', true)}
        onClick={() => onChange(offset + limit)}
      >
        <ChevronRight aria-hidden="true" />
      </button>
    </div>
  )
}
