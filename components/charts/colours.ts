'use client'

import { type RefObject, useEffect, useState } from 'react'

/** A canvas knows no tokens: reads what a class of the stylesheet makes of an element inside `host`, in the theme of the moment. */
export function resolveColour(host: HTMLElement, token: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(--${token})`
  host.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}

/** Counts up when the theme changes, so that canvases are drawn anew. */
export function useThemeChange(host: RefObject<HTMLElement | null>): number {
  const [count, setCount] = useState(0)
  useEffect(() => {
    if (host.current === null) return
    const changed = () => setCount((before) => before + 1)
    const observer = new MutationObserver(changed)
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] })
    const media = window.matchMedia('(prefers-color-scheme: dark)')
    media.addEventListener('change', changed)
    return () => {
      observer.disconnect()
      media.removeEventListener('change', changed)
    }
  }, [host])
  return count
}
