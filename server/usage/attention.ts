import { and, eq, gt, isNull } from 'drizzle-orm'
import type { AttentionView } from '../../contracts/views.ts'
import { services, tenants, uses } from '../../db/schema/index.ts'
import type { App } from '../app.ts'

/** What was seen longer ago says nothing any more. */
const freshMs = 15 * 60_000
const nearly = 0.9
const most = 5
const mebibyte = 1_048_576

interface Seen {
  heldBytes: number | null
  diskBytes: number | null
  processes: number
}
interface Limits {
  memoryMiB: number
  diskMiB: number
  processes: number
}

/** The limits that a service has nearly reached, in words. */
export function nearLimits(seen: Seen, limits: Limits): string[] {
  const whole = (bytes: number) => Math.round(bytes / mebibyte)
  const rows: [number | null, number, string][] = [
    [seen.heldBytes === null ? null : whole(seen.heldBytes), limits.memoryMiB, ' MiB of memory'],
    [seen.diskBytes === null ? null : whole(seen.diskBytes), limits.diskMiB, ' MiB of disk'],
    [seen.processes, limits.processes, ' processes'],
  ]
  return rows.flatMap(([used, of, unit]) => (used !== null && used >= of * nearly ? [`${used} of ${of}${unit}`] : []))
}

/** Services that have nearly used up what they may use: their programs will be refused memory, disk or processes. */
export const servicesAtLimits = (app: App, tenant: string | null): AttentionView[] =>
  app.database.queries
    .select({
      seen: uses,
      id: services.id,
      name: services.name,
      resources: services.resources,
      tenant: tenants.id,
      tenantName: tenants.name,
    })
    .from(uses)
    .innerJoin(services, eq(services.id, uses.service))
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .where(and(gt(uses.at, app.now() - freshMs), isNull(services.goneWith), tenant === null ? undefined : eq(services.tenant, tenant)))
    .all()
    .flatMap((row): AttentionView[] => {
      const near = nearLimits(row.seen, row.resources)
      if (near.length === 0) return []
      const name = tenant === null ? `${row.tenantName}/${row.name}` : row.name
      return [{ tone: 'warn', text: `${name} uses ${near.join(', ')}.`, link: `/t/${row.tenant}/services/${row.id}/resources` }]
    })
    .slice(0, most)
