import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { authenticators, certificates, people, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { coded, dayMs, type Look, noCause, type Problem } from './problem.ts'

const early = 14

/** Those that end soon or have ended, and those that the gate did not take. */
export function certificateProblems(app: App, { tenant }: Look): Problem[] {
  const now = app.now()
  const ending = and(lt(certificates.notAfter, now + early * dayMs), eq(certificates.state, 'active'))
  return app.database.queries
    .select({ certificate: certificates, tenantName: tenants.name })
    .from(certificates)
    .innerJoin(tenants, eq(tenants.id, certificates.tenant))
    .where(and(or(ending, eq(certificates.state, 'failed')), tenant === null ? undefined : eq(certificates.tenant, tenant)))
    .all()
    .map(({ certificate: { id, names, notAfter, state, error, tenant: owner }, tenantName }) => {
      const about = { class: 'certificates' as const, tenant: owner, service: null, link: `/t/${owner}/certificates` }
      const name = names[0] ?? 'a site'
      if (state === 'failed')
        return {
          ...{ ...about, key: `certificate:${id}:failed`, tone: 'bad' },
          text: `The certificate for ${name} failed: ${error?.message ?? noCause}`,
          news: `A certificate of ${tenantName}, for ${name}, failed${coded(error)}.`,
        }
      const over = notAfter <= now
      const when = over ? 'is expired' : `expires in ${Math.ceil((notAfter - now) / dayMs)} days`
      return {
        // Whoever was told that it will end is told once more when it has.
        ...{ ...about, key: `certificate:${id}:${over ? 'over' : 'ending'}`, tone: over ? 'bad' : 'warn', once: true },
        text: `The certificate for ${name} ${when}.`,
        news: `A certificate of ${tenantName}, for ${name}, ${when}.`,
      }
    })
}

/** Root's own key is on the machine: without a key of a person nobody can approve in the panel. Nothing before the first administrator joins. */
export function missingKeys(app: App): Problem[] {
  const keyed = app.database.queries
    .select({ person: people.id, key: authenticators.id })
    .from(people)
    .leftJoin(authenticators, and(eq(authenticators.person, people.id), isNull(authenticators.tenant)))
    .where(and(eq(people.administrator, true), eq(people.suspended, false)))
    .all()
  if (keyed.length === 0 || keyed.some(({ key }) => key !== null)) return []
  const news = 'No administrator has an approval key.'
  const text = `${news} Enrol one on your account page.`
  return [{ key: 'keys', class: 'certificates', tenant: null, service: null, tone: 'warn', text, news, link: '/account' }]
}
