'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import { messageOf } from '@/app/_lib/errors'
import { goElsewhere } from '@/app/_lib/sign-in-elsewhere'
import { useTRPC } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { ErrorText } from '@/components/ui/error-text'

/** To the sign-in server of the settings; nothing without one. */
export function ElsewhereButton({ next }: { next: string }) {
  const trpc = useTRPC()
  const text = useText()
  const offered = useQuery(trpc.oidc.offered.queryOptions())
  const start = useMutation(trpc.oidc.startSignIn.mutationOptions({ onSuccess: (begun) => goElsewhere(begun, next) }))
  if (!offered.data) return null
  return (
    <div className="mt-3 flex flex-col gap-3">
      <Button size="md" icon={<LogIn aria-hidden="true" />} pending={start.isPending || start.isSuccess} onClick={() => start.mutate()}>
        {text.auth.signIn.elsewhere(offered.data.label)}
      </Button>
      {start.isError && <ErrorText>{messageOf(start.error, text.common.unavailable)}</ErrorText>}
    </div>
  )
}
