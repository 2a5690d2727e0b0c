import { count, desc } from 'drizzle-orm'
import type { AttentionView, DashboardView } from '../../contracts/views.ts'
import { actions, tenants } from '../../db/schema/index.ts'
import { actionView, shownColumns } from '../actions/queries.ts'
import type { App } from '../app.ts'
import { licenceAttention } from '../licences/attention.ts'
import { copyLicences, lastLicences } from '../licences/copy.ts'
import { patchesWaiting } from '../patches/attention.ts'
import { attentionOf } from './attention.ts'
import { servicesByState, wakesByHour } from './figures.ts'
import { zonesHealth } from './zones.ts'

const lowShare = 0.1

export function get(app: App): DashboardView {
  const { queries } = app.database
  const zones = zonesHealth(app)
  const machine = app.watch.seen().observation?.machine ?? null
  return {
    attention: [...shortages(machine), ...licences(app), ...attentionOf(app, null), ...patchesWaiting(app)],
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

function shortages(machine: DashboardView['machine']): AttentionView[] {
  if (machine === null) return []
  const short: AttentionView[] = []
  if (machine.dataFreeMiB < machine.dataMiB * lowShare)
    short.push({ tone: 'bad', text: `Only ${machine.dataFreeMiB} MiB are free in the data pool.`, link: null })
  if (machine.memoryFreeMiB < machine.memoryMiB * lowShare)
    short.push({ tone: 'warn', text: `Only ${machine.memoryFreeMiB} MiB of memory are free.`, link: null })
  return short
}
