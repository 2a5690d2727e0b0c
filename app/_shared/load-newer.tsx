'use client'

import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { codeOf, messageOf } from '@/app/_lib/errors'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'

interface LoadNewerProps {
  /** What the save ended with. */
  error: unknown
  /** Puts the newer version in the place of what was typed. */
  onLoad: () => Promise<void>
  /** Another way out. */
  children?: ReactNode
}

/** In a form whose save was refused since somebody saved meanwhile: what was typed stays until the person takes the newer version. */
export function LoadNewer({ error, onLoad, children }: LoadNewerProps) {
  const text = useText().common
  const load = useMutation({ mutationFn: onLoad, onError: (failure) => toast.failed(messageOf(failure, text.unavailable)) })
  if (codeOf(error) !== 'changed_meanwhile') return null
  return (
    <div className="flex flex-wrap gap-2">
      <Button pending={load.isPending} onClick={() => load.mutate()}>
        {text.loadNewer}
      </Button>
      {children}
    </div>
  )
}
