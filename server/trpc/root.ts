import { accountsRouter } from '../accounts/router.ts'
import { actionsRouter } from '../actions/router.ts'
import { agentsRouter } from '../agents/router.ts'
import { alertsRouter } from '../alerts/router.ts'
import { authRouter } from '../auth/router.ts'
import { backupsRouter } from '../backups/router.ts'
import { catalogueRouter } from '../catalogue/router.ts'
import { certificatesRouter } from '../certificates/router.ts'
import { domainsRouter } from '../domains/router.ts'
import { eventsRouter } from '../events/router.ts'
import { filesRouter } from '../files/router.ts'
import { firewallRouter } from '../firewall/router.ts'
import { hostRouter } from '../host/router.ts'
import { ledgerRouter } from '../ledger/router.ts'
import { licencesRouter } from '../licences/router.ts'
import { liveRouter } from '../live/router.ts'
import { oidcRouter } from '../oidc/router.ts'
import { dashboardRouter, overviewRouter } from '../overview/router.ts'
import { patchesRouter } from '../patches/router.ts'
import { peopleRouter } from '../people/router.ts'
import { plansRouter } from '../plans/router.ts'
import { refusalsRouter } from '../refusals/router.ts'
import { requestsRouter } from '../requests/router.ts'
import { resellersRouter } from '../resellers/router.ts'
import { servicesRouter } from '../services/router.ts'
import { settingsRouter } from '../settings/router.ts'
import { setupRouter } from '../setup/router.ts'
import { statisticsRouter } from '../statistics/router.ts'
import { statusRouter } from '../status/router.ts'
import { supportRouter } from '../support/router.ts'
import { tenantsRouter } from '../tenants/router.ts'
import { tokensRouter } from '../tokens/router.ts'
import { trustRouter } from '../trust/router.ts'
import { router } from './procedures.ts'

export const appRouter = router({
  accounts: accountsRouter,
  actions: actionsRouter,
  agents: agentsRouter,
  alerts: alertsRouter,
  auth: authRouter,
  backups: backupsRouter,
  catalogue: catalogueRouter,
  certificates: certificatesRouter,
  dashboard: dashboardRouter,
  domains: domainsRouter,
  events: eventsRouter,
  files: filesRouter,
  firewall: firewallRouter,
  host: hostRouter,
  ledger: ledgerRouter,
  licences: licencesRouter,
  live: liveRouter,
  oidc: oidcRouter,
  overview: overviewRouter,
  patches: patchesRouter,
  people: peopleRouter,
  plans: plansRouter,
  refusals: refusalsRouter,
  requests: requestsRouter,
  resellers: resellersRouter,
  services: servicesRouter,
  settings: settingsRouter,
  setup: setupRouter,
  statistics: statisticsRouter,
  status: statusRouter,
  support: supportRouter,
  tenants: tenantsRouter,
  tokens: tokensRouter,
  trust: trustRouter,
})

/** The one type that the panel and the command line import from the backend. */
export type AppRouter = typeof appRouter
