import { and, eq, gt, inArray, isNull, ne, notInArray, or, type SQL } from 'drizzle-orm'
import { type ActionName, actionSpec } from '../../contracts/actions.ts'
import { serviceId } from '../../contracts/ids.ts'
import { actions, services } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { coded, dayMs, type Look, noCause, type Problem } from './problem.ts'

const ofFirewall: ActionName[] = ['firewall.apply', 'firewall.set', 'firewall.tenant', 'host.firewall']
/** Their objects say that they failed: as a backup, a run of patches, a domain, a certificate. */
const toldElsewhere: ActionName[] = [
  'backup.run',
  'backup.control',
  'backup.drill',
  'patch.build',
  'patch.use',
  'service.patch',
  'routes.apply',
  'certificate.put',
]

/** What failed within the last day, with what is the same of every problem that is an action. */
const failed = (app: App, { tenant, owners }: Look, which: SQL | undefined) =>
  app.database.queries
    .select({
      ...{ id: actions.id, name: actions.name, error: actions.error, words: actions.words, object: actions.object },
      ...{ tenant: actions.tenant, tenantName: actions.tenantName, state: services.state },
    })
    .from(actions)
    .leftJoin(services, eq(services.id, actions.object))
    .where(
      and(
        eq(actions.state, 'failed'),
        gt(actions.createdAt, app.now() - dayMs),
        which,
        tenant === null ? undefined : eq(actions.tenant, tenant),
      ),
    )
    .all()
    // What the backend itself has asked for again (server/dispatch/actors.ts).
    .filter(({ error }) => error?.code !== 'stale_generation')
    .map((row) => ({
      ...row,
      of: row.tenantName === null ? '' : ` of ${row.tenantName}`,
      why: row.error?.message ?? noCause,
      about: {
        ...{ tenant: row.tenant, service: serviceId.safeParse(row.object).data ?? null, tone: 'bad' as const, once: true as const },
        link: owners ? `/t/${row.tenant}/activity/${row.id}` : `/actions/${row.id}`,
      },
    }))

/** Actions of which nothing else tells. */
export const failedActions = (app: App, look: Look): Problem[] =>
  failed(
    app,
    look,
    and(
      notInArray(actions.name, [...ofFirewall, ...toldElsewhere]),
      // The service itself has failed with it.
      or(ne(actions.name, 'service.apply'), isNull(services.state), ne(services.state, 'failed')),
    ),
  )
    // What people of a tenant try in vain every day they see themselves: it would hide from administrators what matters.
    .filter(({ name, about }) => look.owners || about.tenant === null || actionSpec(name).risk !== 'routine')
    .map(({ id, name, of, words, why, error, about }) => ({
      ...{ ...about, key: `action:${id}`, class: 'actions' },
      text: `Failed: ${words}. ${why}`,
      news: `${name}${of} failed${coded(error)}.`,
    }))

/** Changes of a firewall that failed or went back by themselves: the rules are as they were before. */
export const failedFirewall = (app: App, look: Look): Problem[] =>
  failed(app, look, inArray(actions.name, ofFirewall)).map(({ id, name, of, why, error, about }) => {
    const whose = name === 'host.firewall' ? "of the machine's own firewall" : `of firewall rules${of}`
    const news = error?.code === 'conflict' ? `A change ${whose} went back by itself.` : `A change ${whose} failed${coded(error)}.`
    return { ...about, key: `firewall:${id}`, class: 'firewall', text: `${news} ${why}`, news }
  })
