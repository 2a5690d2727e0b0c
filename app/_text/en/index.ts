import { componentText } from '@/components/text'
import { account } from './account'
import { accounts } from './accounts'
import { actions } from './actions'
import { approval } from './approval'
import { auth } from './auth'
import { common } from './common'
import { dashboard } from './dashboard'
import { events } from './events'
import { history } from './history'
import { ledger } from './ledger'
import { people } from './people'
import { plans } from './plans'
import { requests } from './requests'
import { resources } from './resources'
import { services } from './services'
import { settings } from './settings'
import { shell } from './shell'
import { support } from './support'
import { tenant } from './tenant'
import { tenants } from './tenants'

/** English. One file an area; another language is a catalogue of the same shape. */
export const en = {
  components: componentText,
  account,
  accounts,
  actions,
  approval,
  auth,
  common,
  dashboard,
  events,
  history,
  ledger,
  people,
  plans,
  requests,
  resources,
  services,
  settings,
  shell,
  support,
  tenant,
  tenants,
}
