'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { cn } from '@/components/class-names'

const tab =
  'focus-inset -mb-px flex h-10 shrink-0 cursor-pointer items-center border-b-2 border-transparent px-2.5 text-content-secondary hover:text-content-raise'
const chosen = 'border-stroke-accent font-medium text-content-raise'

interface LinkTabsProps {
  label: string
  tabs: { href: string; label: string }[]
}

/** Tabs of a detail page, each with an address of its own. What does not fit is scrolled to; an arrow at the end says that there is more. */
export function LinkTabs({ label, tabs }: LinkTabsProps) {
  const path = usePathname()
  const strip = useRef<HTMLElement>(null)
  const more = useMore(strip, path)
  const turn = (pages: number) => strip.current?.scrollBy({ left: pages * strip.current.clientWidth * 0.7 })
  return (
    <div className="relative">
      <nav ref={strip} aria-label={label} className="flex overflow-x-auto border-b border-stroke [scrollbar-width:none]">
        {tabs.map((item) => (
          <Link
            key={item.href}
            href={item.href}
            aria-current={path === item.href ? 'page' : undefined}
            className={cn(tab, path === item.href && chosen)}
          >
            {item.label}
          </Link>
        ))}
      </nav>
      {more.before && <More side="left" onClick={() => turn(-1)} />}
      {more.after && <More side="right" onClick={() => turn(1)} />}
    </div>
  )
}

/** For the mouse alone: whoever uses keys moves from tab to tab, and the strip follows. */
const More = ({ side, onClick }: { side: 'left' | 'right'; onClick: () => void }) => (
  <button
    type="button"
    aria-hidden="true"
    tabIndex={-1}
    onClick={onClick}
    className={cn(
      'absolute top-0 bottom-px flex w-12 cursor-pointer items-center from-surface from-60% to-transparent text-content-secondary hover:text-content-raise',
      side === 'left' ? 'left-0 justify-start bg-linear-to-r' : 'right-0 justify-end bg-linear-to-l',
    )}
  >
    {side === 'left' ? <ChevronLeft className="size-4" /> : <ChevronRight className="size-4" />}
  </button>
)

/** Whether something is hidden at either end. The chosen tab is brought into sight. */
function useMore(strip: React.RefObject<HTMLElement | null>, path: string) {
  const [more, setMore] = useState({ before: false, after: false })
  useEffect(() => {
    const element = strip.current
    if (element === null) return
    const look = () => {
      const end = element.scrollWidth - element.clientWidth
      setMore({ before: element.scrollLeft > 1, after: element.scrollLeft < end - 1 })
    }
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [strip])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `path` is what the chosen tab follows
  useEffect(() => {
    const element = strip.current
    const current = element?.querySelector<HTMLElement>('[aria-current=page]')
    if (element && current) element.scrollLeft = current.offsetLeft - (element.clientWidth - current.offsetWidth) / 2
  }, [strip, path])
  return more
}
