'use client'

import { paths } from '@/app/_lib/paths'
import { useText } from '@/app/_text/use-text'
import { LinkButton } from '@/components/ui/link-button'
import { Panel } from '@/components/ui/panel'
import type { MeView } from '@/contracts/views'
import { KeySteps } from './_key-steps'
import { keysWanted } from './_keys-wanted'

/** For who is signed in and has no link: on to the first key, or to the account page where the keys are. */
export function JoinedBefore({ me }: { me: MeView }) {
  const text = useText().auth.join
  const wanted = keysWanted(me)
  if (wanted !== null) return <KeySteps {...wanted} />
  return (
    <Panel>
      <h1 className="mb-1 text-xl font-semibold text-content-raise">{text.title}</h1>
      <p className="mb-5 text-content-secondary">{text.joinedBefore(me.name)}</p>
      <LinkButton href={paths.account} variant="primary" size="md">
        {text.toAccount}
      </LinkButton>
    </Panel>
  )
}
