'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'

/** After navigation the focus goes to the new page's heading, which a screen reader then reads. Not on the first load. */
export function FocusHeading() {
  const path = usePathname()
  const shown = useRef(path)
  useEffect(() => {
    if (shown.current === path) return
    shown.current = path
    const focus = () => {
      const heading = document.querySelector<HTMLElement>('main h1')
      heading?.focus({ preventScroll: true })
      return heading !== null
    }
    if (focus()) return
    // The heading may come with the page's data.
    const observer = new MutationObserver(() => {
      if (focus()) observer.disconnect()
    })
    observer.observe(document.body, { childList: true, subtree: true })
    return () => observer.disconnect()
  }, [path])
  return null
}
