import { componentText } from '@/components/text'
import { account } from './account'
import { accounts } from './accounts'
import { actions } from './actions'
import { agents } from './agents'
import { alerts } from './alerts'
import { approval } from './approval'
import { auth } from './auth'
import { backups } from './backups'
import { common } from './common'
import { dashboard } from './dashboard'
import { events } from './events'
import { firewall } from './firewall'
import { history } from './history'
import { ledger } from './ledger'
import { licences } from './licences'
import { machine } from './machine'
import { patches } from './patches'
import { people } from './people'
import { plans } from './plans'
import { refusals } from './refusals'
import { requests } from './requests'
import { resources } from './resources'
import { services } from './services'
import { settings } from './settings'
import { shell } from './shell'
import { statistics } from './statistics'
import { support } from './support'
import { tenant } from './tenant'
import { tenants } from './tenants'
import { visits } from './visits'

/** English. One file an area; another language is a catalogue of the same shape. */
export const en = {
  components: componentText,
  account,
  accounts,
  actions,
  agents,
  alerts,
  approval,
  auth,
  backups,
  common,
  dashboard,
  events,
  firewall,
  history,
  ledger,
  licences,
  machine,
  patches,
  people,
  plans,
  refusals,
  requests,
  resources,
  services,
  settings,
  shell,
  statistics,
  support,
  tenant,
  tenants,
  visits,
}
