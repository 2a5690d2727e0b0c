'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useComponentText } from '@/components/text'
import { buttonStyle } from './button-style'

/** Copies a text and says so. `what` names it for screen readers, such as "address". */
export function CopyButton({ value, what }: { value: string; what: string }) {
  const text = useComponentText()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <button
      type="button"
      aria-label={`${text.copy}: ${what}`}
      className={buttonStyle('ghost', 'sm', true, 'size-6 max-sm:size-8')}
      onClick={() => {
        navigator.clipboard.writeText(value).then(
          () => setCopied(true),
          () => setCopied(false),
        )
      }}
    >
      {copied ? <Check aria-hidden="true" className="text-content-good" /> : <Copy aria-hidden="true" />}
      <span role="status" className="sr-only">
        {copied ? text.copied : ''}
      </span>
    </button>
  )
}
