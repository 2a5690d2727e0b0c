'use client'

import type { PersonView } from '@/contracts/views'
import { DutyDialog } from './duty-dialog'
import { EventsDialog } from './events-dialog'
import { HandOverDialog } from './hand-over-dialog'
import { ResellerLimitsDialog } from './reseller-limits'
import { ResetDialog } from './reset-dialog'
import { RightsDialog } from './rights-dialog'
import { SessionsDialog } from './sessions-dialog'
import { TokensDialog } from './tokens-dialog'

export type PersonWindow = 'sessions' | 'events' | 'reset' | 'tokens' | 'duty' | 'limits' | 'rights' | 'handOver'

interface PersonWindowsProps {
  what: PersonWindow
  person: PersonView
  /** Where the person is looked at as a member of one tenant. */
  tenant: string | undefined
  onClose: () => void
}

/** What can be looked at and changed of a person, a window each. */
export function PersonWindows({ what, person, tenant, onClose }: PersonWindowsProps) {
  const of = { person, onClose }
  switch (what) {
    case 'sessions':
      return <SessionsDialog {...of} />
    case 'events':
      return <EventsDialog {...of} />
    case 'reset':
      return <ResetDialog {...of} />
    case 'tokens':
      return <TokensDialog {...of} />
    case 'duty':
      return <DutyDialog {...of} />
    case 'limits':
      return <ResellerLimitsDialog {...of} />
    case 'rights':
      return tenant !== undefined && <RightsDialog {...of} tenant={tenant} />
    case 'handOver':
      return tenant !== undefined && <HandOverDialog {...of} tenant={tenant} />
  }
}
