import { and, count, desc, eq, gt } from 'drizzle-orm'
import type { AttentionView, DashboardView } from '../../contracts/views.ts'
import { actions, tenants } from '../../db/schema/index.ts'
import { actionView, shownColumns } from '../actions/queries.ts'
import type { App } from '../app.ts'
import { controlAttention } from '../backups/control.ts'
import { licenceAttention } from '../licences/attention.ts'
import { copyLicences, lastLicences } from '../licences/copy.ts'
import { patchesWaiting } from '../patches/attention.ts'
import { attentionOf, missingKeys } from './attention.ts'
import { servicesByState, wakesByHour } from './figures.ts'
import { zonesHealth } from './zones.ts'

const lowShare = 0.1
const dayMs = 86_400_000

export function get(app: App): DashboardView {
  const { queries } = app.database
  const zones = zonesHealth(app)
  const machine = app.watch.seen().observation?.machine ?? null
  const down = zones
    .filter((zone) => zone.state === 'down')
    .map((zone): AttentionView => ({ tone: 'bad', text: `The ${zone.zone} has a problem: ${zone.detail}`, link: null }))
  return {
    attention: [
      ...down,
      ...shortages(machine),
      ...missingKeys(app),
      ...controlAttention(app),
      ...licences(app),
      ...failedLately(app),
      ...patchesWaiting(app),
      ...attentionOf(app, null),
    ],
    zones,
    services: servicesByState(app, null),
    tenants: queries.select({ all: count() }).from(tenants).get()?.all ?? 0,
    machine,
    wakes: wakesByHour(app, null),
    recentActions: queries
      .select(shownColumns)
      .from(actions)
      .orderBy(desc(actions.createdAt))
      .limit(10)
      .all()
      .map((row) => actionView(app, row)),
  }
}

/** By the last copy, at once; what is new comes with the next look. */
function licences(app: App): AttentionView[] {
  copyLicences(app).catch((err: unknown) => app.log.warn({ err }, 'the licences could not be asked for'))
  const known = lastLicences(app)
  return known === undefined ? [] : licenceAttention(known, app.now())
}

/** How many actions of the last day failed; the list says which. */
function failedLately(app: App): AttentionView[] {
  const failed = app.database.queries
    .select({ all: count() })
    .from(actions)
    .where(and(eq(actions.state, 'failed'), gt(actions.createdAt, app.now() - dayMs)))
    .get()
  if (failed === undefined || failed.all === 0) return []
  const text = failed.all === 1 ? 'One action of the last 24 hours failed.' : `${failed.all} actions of the last 24 hours failed.`
  return [{ tone: 'warn', text, link: '/actions?state=failed' }]
}

function shortages(machine: DashboardView['machine']): AttentionView[] {
  if (machine === null) return []
  const short: AttentionView[] = []
  if (machine.dataFreeMiB < machine.dataMiB * lowShare)
    short.push({ tone: 'bad', text: `Only ${machine.dataFreeMiB} MiB are free in the data pool.`, link: null })
  if (machine.memoryFreeMiB < machine.memoryMiB * lowShare)
    short.push({ tone: 'warn', text: `Only ${machine.memoryFreeMiB} MiB of memory are free.`, link: null })
  return short
}
