'use client'

import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { InvitationsTable } from './invitations-table'
import { InviteDialog } from './invite-dialog'
import { PeopleTable } from './people-table'

interface PeoplePanelsProps {
  /** Its people; without it everybody. */
  tenant?: string
  /** False for those who may only look. */
  mayChange?: boolean
}

/** People and open invitations, of one tenant or of all. */
export function PeoplePanels({ tenant, mayChange = true }: PeoplePanelsProps) {
  const text = useText().people
  const [inviting, setInviting] = useState(false)
  const invite = mayChange && (
    <Button variant="primary" icon={<UserPlus aria-hidden="true" />} onClick={() => setInviting(true)}>
      {text.invite}
    </Button>
  )
  return (
    <div className="flex flex-col gap-5">
      <Panel title={text.tabs.people} flush actions={invite}>
        <PeopleTable tenant={tenant} mayChange={mayChange} />
      </Panel>
      <Panel title={text.tabs.invitations} flush>
        <InvitationsTable tenant={tenant} mayChange={mayChange} />
      </Panel>
      {inviting && <InviteDialog tenant={tenant} onClose={() => setInviting(false)} />}
    </div>
  )
}
