import { Suspense } from 'react'
import { titleOf } from '@/app/_text/server-text'
import { SignIn } from './_sign-in'

export const generateMetadata = titleOf((text) => text.auth.signIn.title)

export default function SignInPage() {
  return (
    <Suspense>
      <SignIn />
    </Suspense>
  )
}
