'use client'

import { useMutation } from '@tanstack/react-query'
import { messageOf } from '@/app/_lib/errors'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { toast } from '@/components/ui/toast'

/** What waits for its word, as long as the machine says that it does. */
export function Word({ waiting }: { waiting: { generation: number; confirmBy: number } }) {
  const trpc = useTRPC()
  const text = useText()
  const words = text.machine
  const confirm = useMutation(
    trpc.host.confirm.mutationOptions({
      onSuccess: () => toast.done(words.kept),
      onError: (error: unknown) => toast.failed(messageOf(error, text.common.unavailable)),
    }),
  )
  const seconds = Math.max(0, Math.round((waiting.confirmBy - Date.now()) / 1000))
  return (
    <Notice tone="warn">
      <span className="flex flex-wrap items-center gap-4">
        {words.waiting(seconds)}
        <Button variant="primary" pending={confirm.isPending} onClick={() => confirm.mutate({ generation: waiting.generation })}>
          {words.keep}
        </Button>
      </span>
    </Notice>
  )
}
