'use client'

import { useComponentText } from '@/components/text'

/** First thing that Tab reaches. */
export function SkipLink() {
  const text = useComponentText()
  return (
    <a
      href="#content"
      className="fixed top-2 left-2 z-(--layer-toast) -translate-y-20 rounded-md bg-surface-accent px-3 py-2 text-content-on-accent focus:translate-y-0"
    >
      {text.skipToContent}
    </a>
  )
}
