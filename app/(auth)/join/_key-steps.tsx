'use client'

import { useState } from 'react'
import { passkeysWork } from '@/app/_lib/passkeys'
import { paths } from '@/app/_lib/paths'
import { AddPasskey } from '@/app/_shared/add-passkey'
import { EnrolKey } from '@/app/_shared/enrol-key'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Panel } from '@/components/ui/panel'
import type { Role } from '@/contracts/roles'

interface KeyStepsProps {
  role: Role
  first: boolean
  tenant: string | null
}

/** Who may approve critical actions is offered a key for the keep (it signs in too); everybody else a passkey to sign in with. */
export function KeySteps({ role, first, tenant }: KeyStepsProps) {
  const text = useText().auth
  const [done, setDone] = useState<string>()
  const approves = role === 'administrator' || role === 'owner'
  const enter = () => window.location.assign(tenant === null ? paths.home : paths.own.overview(tenant))
  return (
    <Panel>
      <h1 className="text-xl font-semibold text-content-raise">{approves ? text.keys.approvalTitle : text.keys.title}</h1>
      <p className="mt-1 mb-5 text-content-secondary">{approves ? text.keys.approvalWhy : text.keys.why}</p>
      {done !== undefined && (
        <Notice tone="good" className="mb-5">
          {done}
        </Notice>
      )}
      {done === undefined && !passkeysWork() && (
        <Notice tone="warn" className="mb-5">
          {text.signIn.passkeyUnsupported}
        </Notice>
      )}
      {done === undefined &&
        passkeysWork() &&
        (approves ? (
          <EnrolKey
            tenant={role === 'administrator' ? null : tenant}
            secret={role === 'administrator' ? (first ? 'needed' : 'optional') : 'none'}
            onEnrolled={(state) => setDone(state === 'trusted' ? text.keys.enrolled : text.keys.enrolWaits)}
          />
        ) : (
          <AddPasskey onAdded={() => setDone(text.keys.done)} />
        ))}
      <div className="mt-5 border-t border-stroke-faint pt-4">
        <Button variant={done === undefined ? 'ghost' : 'primary'} onClick={enter}>
          {done === undefined ? text.keys.skip : text.keys.finish}
        </Button>
      </div>
    </Panel>
  )
}
