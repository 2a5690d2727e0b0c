import { componentText } from '@/components/text'
import { account } from './account'
import { actions } from './actions'
import { alerts } from './alerts'
import { approval } from './approval'
import { auth } from './auth'
import { common } from './common'
import { dashboard } from './dashboard'
import { events } from './events'
import { firewall } from './firewall'
import { ledger } from './ledger'
import { people } from './people'
import { plans } from './plans'
import { services } from './services'
import { settings } from './settings'
import { shell } from './shell'
import { statistics } from './statistics'
import { tenant } from './tenant'
import { tenants } from './tenants'
import { visits } from './visits'

/** English. One file an area; another language is a catalogue of the same shape. */
export const en = {
  components: componentText,
  account,
  actions,
  alerts,
  approval,
  auth,
  common,
  dashboard,
  events,
  firewall,
  ledger,
  people,
  plans,
  services,
  settings,
  shell,
  statistics,
  tenant,
  tenants,
  visits,
}
