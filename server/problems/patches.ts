import { and, desc, eq, gt, inArray } from 'drizzle-orm'
import { patchRuns, patchTargets, services } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { coded, dayMs, full, type Look, named, noCause, type Problem } from './problem.ts'

/** Runs that ended badly within the last day. */
export const badRuns = (app: App): Problem[] =>
  app.database.queries
    .select()
    .from(patchRuns)
    .where(and(inArray(patchRuns.state, ['stopped', 'failed']), gt(patchRuns.endedAt, app.now() - dayMs)))
    .orderBy(desc(patchRuns.endedAt))
    .all()
    .map((run) => {
      const text = `A run of patches for ${run.kind} ${run.state}.`
      const about = { key: `run:${run.id}`, class: 'patches' as const, tenant: null, service: null, once: true as const }
      return { ...about, tone: 'bad', text, news: text, link: `/patches/${run.id}` }
    })

/** Services that could not be patched within the last day: with their former root again, or in need of somebody. */
export const unpatchedServices = (app: App, look: Look): Problem[] =>
  app.database.queries
    .select({ target: patchTargets })
    .from(patchTargets)
    .innerJoin(services, eq(services.id, patchTargets.service))
    .where(
      and(
        inArray(patchTargets.state, ['back', 'failed']),
        gt(patchTargets.endedAt, app.now() - dayMs),
        look.tenant === null ? undefined : eq(patchTargets.tenant, look.tenant),
      ),
    )
    .orderBy(desc(patchTargets.endedAt))
    .all()
    .map(({ target: { run, service, serviceName: name, tenant, tenantName, state, error } }) => {
      const became = state === 'back' ? 'was taken back to its former root: patching it failed' : 'could not be patched'
      const about = { key: `patch:${run}:${service}`, class: 'patches' as const, tenant, service, once: true as const }
      return {
        ...{ ...about, tone: state === 'back' ? 'warn' : 'bad' },
        text: `The service ${named(look, { name, tenantName })} ${became}. ${error?.message ?? noCause}`,
        news: `The service ${full({ name, tenantName })} ${became}${coded(error)}.`,
        link: look.owners ? `/t/${tenant}/services/${service}` : `/patches/${run}`,
      }
    })
