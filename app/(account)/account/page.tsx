import { Prefetch } from '@/app/_lib/prefetch'
import { titleOf } from '@/app/_text/server-text'
import { Account } from './_account'

export const generateMetadata = titleOf((text) => text.account.title)

export default function AccountPage() {
  return (
    <Prefetch queries={(trpc) => [trpc.auth.passkeys.queryOptions(), trpc.auth.sessions.queryOptions(), trpc.tokens.list.queryOptions()]}>
      <Account />
    </Prefetch>
  )
}
