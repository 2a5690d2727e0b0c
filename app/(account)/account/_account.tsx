'use client'

import { useText } from '@/app/_text/use-text'
import { PageHeader } from '@/components/ui/page-header'
import { MyApprovalKeys } from './_approval-keys'
import { Identities } from './_identities'
import { Passkeys } from './_passkeys'
import { Password } from './_password'
import { Profile } from './_profile'
import { Sessions } from './_sessions'
import { Tokens } from './_tokens'
import { Totp } from './_totp'

/** Everything about the person who is signed in. */
export function Account() {
  const text = useText().account
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <div className="grid gap-5 lg:grid-cols-2">
        <Profile />
        <Password />
        <Passkeys />
        <MyApprovalKeys />
        <Totp />
        <Identities />
        <Tokens />
        <Sessions />
      </div>
    </>
  )
}
