'use client'

import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useText } from '@/app/_text/use-text'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { InvitationsTable } from './invitations-table'
import { InviteDialog } from './invite-dialog'
import { mayOwn } from './may'
import { useMe } from './me'
import { PeopleTable } from './people-table'

/** People and open invitations, of one tenant or of all: pages of owners and administrators. */
export function PeoplePanels({ tenant }: { tenant?: string }) {
  const text = useText().people
  const [inviting, setInviting] = useState(false)
  const me = useMe()
  const may = tenant === undefined ? me.role === 'administrator' : mayOwn(me, tenant)
  const invite = may && (
    <Button variant="primary" icon={<UserPlus aria-hidden="true" />} onClick={() => setInviting(true)}>
      {text.invite}
    </Button>
  )
  return (
    <div className="flex flex-col gap-5">
      <Panel title={text.tabs.people} flush actions={invite}>
        <PeopleTable tenant={tenant} />
      </Panel>
      <Panel title={text.tabs.invitations} flush>
        <InvitationsTable tenant={tenant} />
      </Panel>
      {inviting && <InviteDialog tenant={tenant} onClose={() => setInviting(false)} />}
    </div>
  )
}
