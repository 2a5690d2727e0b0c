'use client'

import { useSearchParams } from 'next/navigation'
import { useCallback, useState } from 'react'
import { safeNext } from '@/app/_lib/paths'
import { useText } from '@/app/_text/use-text'
import { Panel } from '@/components/ui/panel'
import { CodeStep } from './_code-step'
import { ElsewhereButton } from './_elsewhere-button'
import { PasskeyButton } from './_passkey-button'
import { PasswordStep } from './_password-step'

/** Password or passkey; then the code, when the account has a second factor. */
export function SignIn() {
  const text = useText().auth.signIn
  const next = safeNext(useSearchParams().get('next'))
  const [half, setHalf] = useState<{ email: string; password: string }>()
  // A full load: the server then renders as the person who just came.
  const enter = useCallback(() => window.location.assign(next), [next])

  if (half !== undefined)
    return (
      <Panel>
        <h1 className="text-xl font-semibold text-content-raise">{text.codeTitle}</h1>
        <p className="mt-1 mb-5 text-content-secondary">{text.codeText}</p>
        <CodeStep credentials={half} onEntered={enter} onBack={() => setHalf(undefined)} />
      </Panel>
    )
  return (
    <Panel>
      <h1 className="mb-5 text-xl font-semibold text-content-raise">{text.title}</h1>
      <PasswordStep onEntered={enter} onCodeNeeded={setHalf} />
      <div className="my-5 flex items-center gap-3 text-xs text-content-tertiary">
        <span className="h-px flex-1 bg-stroke" />
        {text.or}
        <span className="h-px flex-1 bg-stroke" />
      </div>
      <PasskeyButton onEntered={enter} />
      <ElsewhereButton next={next} />
    </Panel>
  )
}
