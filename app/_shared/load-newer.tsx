'use client'

import type { ReactNode } from 'react'
import { codeOf } from '@/app/_lib/errors'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'

interface LoadNewerProps {
  /** What the save ended with. */
  error: unknown
  /** Puts the newer version in the place of what was typed. */
  onLoad: () => unknown
  /** Another way out. */
  children?: ReactNode
}

/** In a form whose save was refused since somebody saved meanwhile: what was typed stays until the person takes the newer version. */
export function LoadNewer({ error, onLoad, children }: LoadNewerProps) {
  const text = useText().common
  if (codeOf(error) !== 'changed_meanwhile') return null
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={onLoad}>{text.loadNewer}</Button>
      {children}
    </div>
  )
}
