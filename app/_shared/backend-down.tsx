'use client'

import { CloudOff } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { useText } from '@/app/_text/use-text'
import { useComponentText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

/** Shown instead of every page while the backend does not answer; asks again by itself. */
export function BackendDown() {
  const text = useText().common.backendDown
  const words = useComponentText()
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), 5_000)
    return () => clearInterval(timer)
  }, [router])
  return (
    <main className="grid min-h-dvh place-items-center">
      <h1 className="sr-only">{text.title}</h1>
      <EmptyState
        icon={<CloudOff />}
        title={text.title}
        text={text.text}
        action={<Button onClick={() => router.refresh()}>{words.retry}</Button>}
      />
    </main>
  )
}
