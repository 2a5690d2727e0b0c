'use client'

import { useMutation } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { messageOf } from '@/app/_lib/errors'
import { assertionOf, passkeysWork, signInByPasskey } from '@/app/_lib/passkeys'
import { useTRPCClient } from '@/app/_lib/trpc'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { ErrorText } from '@/components/ui/error-text'

export function PasskeyButton({ onEntered }: { onEntered: () => void }) {
  const client = useTRPCClient()
  const text = useText().auth.signIn
  const signIn = useMutation({
    mutationFn: async () => {
      if (!passkeysWork()) throw new Error(text.passkeyUnsupported)
      const { ceremony, options } = await client.auth.passkeyStart.mutate()
      const response = await signInByPasskey(options)
      await client.auth.passkeyFinish.mutate({ ceremony, response: assertionOf(response) })
    },
    onSuccess: onEntered,
  })
  const unsupported = signIn.error instanceof Error && signIn.error.message === text.passkeyUnsupported
  return (
    <div className="flex flex-col gap-3">
      <Button
        size="md"
        icon={<KeyRound aria-hidden="true" />}
        pending={signIn.isPending || signIn.isSuccess}
        onClick={() => signIn.mutate()}
      >
        {text.passkey}
      </Button>
      {signIn.isError && <ErrorText>{unsupported ? text.passkeyUnsupported : messageOf(signIn.error, text.passkeyFailed)}</ErrorText>}
    </div>
  )
}
