import { and, desc, eq, gt, isNotNull, isNull, lt } from 'drizzle-orm'
import { licenceDays } from '../../contracts/alerts.ts'
import type { AttentionView } from '../../contracts/views.ts'
import { actions, authenticators, backupTurns, certificates, domains, people, requests, services, tenants } from '../../db/schema/index.ts'
import { conditionWords, shown } from '../alerts/message.ts'
import { firing } from '../alerts/queries.ts'
import type { App } from '../app.ts'
import { wishInWords } from '../requests/policy.ts'
import { trafficAtLimits } from '../traffic/attention.ts'
import { servicesAtLimits } from '../usage/attention.ts'

const day = 86_400_000
const most = 5
const noCause = 'no cause was told.'

/** What wants a person's attention in one tenant, or (null) everywhere. `link` is a path of the panel. */
export function attentionOf(app: App, tenant: string | null): AttentionView[] {
  return [
    ...firingAlerts(app, tenant),
    ...failedServices(app, tenant),
    ...failedBackups(app, tenant),
    ...failedDomains(app, tenant),
    ...endingCertificates(app, tenant),
    ...waitingActions(app, tenant),
    ...waitingRequests(app, tenant),
    ...servicesAtLimits(app, tenant),
    ...trafficAtLimits(app, tenant),
  ]
}

const firingAlerts = (app: App, tenant: string | null): AttentionView[] =>
  firing(app.database.queries, tenant)
    // Administrators are told of all licences beside it (licences/attention.ts).
    .filter(({ metric }) => tenant !== null || metric !== licenceDays)
    .slice(0, most)
    .map((alert) => ({
      tone: 'bad',
      text: `Alert: ${conditionWords(alert)}, now ${shown(alert.metric, alert.value)}.`,
      link: tenant === null ? '/alerts' : `/t/${tenant}/alerts`,
    }))

/** Root's own key is on the machine: without a key of a person nobody can approve in the panel. Nothing before the first administrator joins. */
export function missingKeys(app: App): AttentionView[] {
  const keyed = app.database.queries
    .select({ person: people.id, key: authenticators.id })
    .from(people)
    .leftJoin(authenticators, and(eq(authenticators.person, people.id), isNull(authenticators.tenant)))
    .where(and(eq(people.administrator, true), eq(people.suspended, false)))
    .all()
  if (keyed.length === 0 || keyed.some(({ key }) => key !== null)) return []
  return [{ tone: 'warn', text: 'No administrator has an approval key. Enrol one on your account page.', link: '/account' }]
}

const failedServices = (app: App, tenant: string | null): AttentionView[] =>
  app.database.queries
    .select({ id: services.id, name: services.name, tenant: tenants.id, tenantName: tenants.name, error: services.error })
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .where(and(eq(services.state, 'failed'), isNull(services.goneWith), tenant === null ? undefined : eq(services.tenant, tenant)))
    .limit(most)
    .all()
    .map((row) => ({
      tone: 'bad',
      text: `The service ${tenant === null ? `${row.tenantName}/` : ''}${row.name} failed: ${row.error?.message ?? noCause}`,
      link: `/t/${row.tenant}/services/${row.id}`,
    }))

const failedBackups = (app: App, tenant: string | null): AttentionView[] =>
  app.database.queries
    .select({ id: services.id, name: services.name, tenant: tenants.id, tenantName: tenants.name, error: backupTurns.error })
    .from(backupTurns)
    .innerJoin(services, eq(services.id, backupTurns.service))
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .where(and(isNotNull(backupTurns.error), isNull(services.goneWith), tenant === null ? undefined : eq(services.tenant, tenant)))
    .limit(most)
    .all()
    .map((row) => ({
      tone: 'bad',
      text: `Backups of ${tenant === null ? `${row.tenantName}/` : ''}${row.name}: ${row.error?.message ?? noCause}`,
      link: `/t/${row.tenant}/services/${row.id}/backups`,
    }))

const failedDomains = (app: App, tenant: string | null): AttentionView[] =>
  app.database.queries
    .select({ name: domains.name, tenant: domains.tenant, error: domains.error })
    .from(domains)
    .where(and(eq(domains.state, 'failed'), tenant === null ? undefined : eq(domains.tenant, tenant)))
    .limit(most)
    .all()
    .map((row) => ({
      tone: 'bad',
      text: `The domain ${row.name} failed: ${row.error?.message ?? noCause}`,
      link: `/t/${row.tenant}/domains`,
    }))

function endingCertificates(app: App, tenant: string | null): AttentionView[] {
  const at = app.now()
  const ending = and(lt(certificates.notAfter, at + 14 * day), eq(certificates.state, 'active'))
  return app.database.queries
    .select({ names: certificates.names, notAfter: certificates.notAfter, tenant: certificates.tenant })
    .from(certificates)
    .where(and(ending, tenant === null ? undefined : eq(certificates.tenant, tenant)))
    .limit(most)
    .all()
    .map((row) => {
      const over = row.notAfter <= at
      const when = over ? 'is expired' : `expires in ${Math.ceil((row.notAfter - at) / day)} days`
      const text = `The certificate for ${row.names[0] ?? 'a site'} ${when}.`
      return { tone: over ? 'bad' : 'warn', text, link: `/t/${row.tenant}/certificates` }
    })
}

const waitingRequests = (app: App, tenant: string | null): AttentionView[] =>
  app.database.queries
    .select({ wish: requests.wish, reason: requests.reason, tenant: tenants.id, tenantName: tenants.name, service: services.name })
    .from(requests)
    .innerJoin(tenants, eq(tenants.id, requests.tenant))
    .innerJoin(services, eq(services.id, requests.service))
    .where(
      and(
        eq(requests.state, 'waiting'),
        // What an owner can decide does not bother administrators.
        tenant === null ? eq(requests.decider, 'administrator') : eq(requests.tenant, tenant),
      ),
    )
    .orderBy(requests.createdAt)
    .limit(most)
    .all()
    .map((row) => ({
      tone: 'warn',
      text: `${tenant === null ? `${row.tenantName}/` : ''}${row.service} asks for ${wishInWords(row.wish)}${row.reason === '' ? '.' : `: ${row.reason}`}`,
      link: tenant === null ? '/requests' : `/t/${row.tenant}/requests`,
    }))

const waitingActions = (app: App, tenant: string | null): AttentionView[] =>
  app.database.queries
    .select({ id: actions.id, words: actions.words })
    .from(actions)
    .where(
      and(
        eq(actions.state, 'awaiting_approval'),
        gt(actions.expiresAt, app.now()),
        tenant === null ? undefined : eq(actions.tenant, tenant),
      ),
    )
    .orderBy(desc(actions.createdAt))
    .limit(most)
    .all()
    .map((row) => ({
      tone: 'warn',
      text: `Waits for an approval: ${row.words}.`,
      link: tenant === null ? `/actions/${row.id}` : `/t/${tenant}/activity/${row.id}`,
    }))
