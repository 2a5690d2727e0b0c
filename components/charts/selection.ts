'use client'

import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { type Box, indexAt, type Scale, spanBetween } from './geometry'

/** Pixels that the pointer has to go before it is a drag. */
const dragPixels = 6

interface Drag {
  x: number
  index: number
  pointer: number
}

/** What is pointed at and what is being chosen, by pointer or by keys. */
export function useSelection(box: Box, scale: Scale, onZoom: ((from: number, to: number) => void) | undefined) {
  const [hover, setHover] = useState<number | null>(null)
  const [anchor, setAnchor] = useState<number | null>(null)
  const [drag, setDrag] = useState<Drag | null>(null)
  const known = hover !== null && hover < scale.steps ? hover : null
  const selected: [number, number] | null = anchor !== null && known !== null && onZoom !== undefined ? [anchor, known] : null

  const forget = () => {
    setHover(null)
    setAnchor(null)
    setDrag(null)
  }
  const zoom = (a: number, b: number) => {
    const { from, to } = spanBetween(scale, a, b)
    forget()
    onZoom?.(from, to)
  }
  const place = (event: PointerEvent<HTMLElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left

  const handlers = {
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (scale.steps === 0) return
      const x = place(event)
      setHover(indexAt(box, scale, x))
      if (drag !== null && Math.abs(x - drag.x) >= dragPixels) setAnchor(drag.index)
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (onZoom === undefined || event.button !== 0 || scale.steps === 0 || event.pointerType === 'touch') return
      event.currentTarget.setPointerCapture(event.pointerId)
      const x = place(event)
      setAnchor(null)
      setDrag({ x, index: indexAt(box, scale, x), pointer: event.pointerId })
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      if (drag?.pointer !== event.pointerId) return
      const x = place(event)
      if (Math.abs(x - drag.x) >= dragPixels) zoom(drag.index, indexAt(box, scale, x))
      else setDrag(null)
    },
    onPointerCancel: forget,
    onPointerLeave: () => {
      if (drag === null) forget()
    },
    onBlur: forget,
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
      if (step !== undefined && scale.steps > 0) {
        event.preventDefault()
        const now = known ?? (step < 0 ? scale.steps : -1)
        const next = Math.min(scale.steps - 1, Math.max(0, now + step))
        setAnchor(event.shiftKey && onZoom !== undefined ? (anchor ?? known ?? next) : null)
        setHover(next)
      } else if (event.key === 'Enter' && selected !== null) {
        event.preventDefault()
        zoom(...selected)
      } else if (event.key === 'Escape') forget()
    },
  }
  return { hover: known, selected, handlers }
}
