import { createHash, timingSafeEqual } from 'node:crypto'
import { eq } from 'drizzle-orm'
import * as z from 'zod'
import type { TopServiceView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { type Metric, metricSpecs } from '../../contracts/statistics.ts'
import { settings } from '../../db/schema/index.ts'
import { firing } from '../alerts/queries.ts'
import type { App } from '../app.ts'
import { hashToken, newToken } from '../auth/tokens.ts'
import { type Caller, root } from '../caller.ts'
import { change } from '../change.ts'
import * as status from '../status/service.ts'
import { top } from './service.ts'

const key = 'scrapeToken'
const stored = z.object({ hash: z.string(), createdAt: z.int() })

function read(app: App): z.infer<typeof stored> | null {
  const row = app.database.queries.select().from(settings).where(eq(settings.key, key)).get()
  const parsed = stored.safeParse(row?.value)
  return parsed.success ? parsed.data : null
}

export const tokenState = (app: App): { createdAt: number | null } => ({ createdAt: read(app)?.createdAt ?? null })

/** A new token in place of the one before; it is shown once. */
export function makeToken(app: App, caller: Caller): { token: string } {
  const token = newToken()
  change(app, caller, { what: 'settings.metrics' }, [], (tx, now) => {
    const value = { hash: hashToken(token), createdAt: now }
    tx.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } }).run()
  })
  return { token }
}

export function endToken(app: App, caller: Caller): void {
  change(app, caller, { what: 'settings.metrics' }, [], (tx) => tx.delete(settings).where(eq(settings.key, key)).run())
}

/** Throws unless the header holds the token. Without a token there is no such address. */
export function admitScraper(app: App, authorization: string | undefined): void {
  const wanted = read(app)
  if (wanted === null) throw new ReeveError('not_found', 'There is nothing at this address.')
  const given = /^Bearer ([\w-]{1,100})$/.exec(authorization ?? '')?.[1] ?? ''
  const digest = (text: string) => createHash('sha256').update(text).digest()
  if (!timingSafeEqual(digest(hashToken(given)), digest(wanted.hash)))
    throw new ReeveError('unauthenticated', 'This needs the token for metrics.')
}

type Labels = Record<string, string>

/** Prometheus' text form, version 0.0.4. */
class Page {
  readonly #families = new Map<string, string[]>()
  add(name: string, help: string, value: number | null, labels: Labels = {}): void {
    if (value === null || !Number.isFinite(value)) return
    const lines = this.#families.get(name) ?? [`# HELP reeve_${name} ${help}`, `# TYPE reeve_${name} gauge`]
    const escaped = Object.entries(labels).map(
      ([label, text]) => `${label}="${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
    )
    lines.push(`reeve_${name}${escaped.length === 0 ? '' : `{${escaped.join(',')}}`} ${value}`)
    this.#families.set(name, lines)
  }
  text(): string {
    return `${[...this.#families.values()].flat().join('\n')}\n`
  }
}

const mean = 'mean of the last five minutes'
/** Family, what it is, further labels, and by what the value is divided. */
const ofService: Partial<Record<Metric, [name: string, help: string, labels?: Labels, divisor?: number]>> = {
  cpu: ['service_cpu_cores', `Processors that are busy, ${mean}.`],
  memory: ['service_memory_bytes', `Memory in use, ${mean}.`],
  disk: ['service_disk_bytes', 'Data on the volume.'],
  processes: ['service_processes', `Processes, ${mean}.`],
  diskRead: ['service_disk_io_bytes_per_second', `Disk traffic, ${mean}.`, { direction: 'read' }],
  diskWrite: ['service_disk_io_bytes_per_second', `Disk traffic, ${mean}.`, { direction: 'write' }],
  requests: ['service_requests_per_second', `Requests at the gate, ${mean}.`],
  answers2xx: ['service_answers_per_second', `Answers by class of status, ${mean}.`, { class: '2xx' }],
  answers3xx: ['service_answers_per_second', `Answers by class of status, ${mean}.`, { class: '3xx' }],
  answers4xx: ['service_answers_per_second', `Answers by class of status, ${mean}.`, { class: '4xx' }],
  answers5xx: ['service_answers_per_second', `Answers by class of status, ${mean}.`, { class: '5xx' }],
  held: ['service_held_per_second', `Requests that the gate answered itself, ${mean}.`],
  trafficIn: ['service_traffic_bytes_per_second', `Bytes through the gate, ${mean}.`, { direction: 'in' }],
  trafficOut: ['service_traffic_bytes_per_second', `Bytes through the gate, ${mean}.`, { direction: 'out' }],
  connections: ['service_connections', `Open connections, ${mean}.`],
  answerMedian: ['service_answer_seconds', `Time to the first byte, ${mean}.`, { quantile: '0.5' }, 1000],
  answerP95: ['service_answer_seconds', `Time to the first byte, ${mean}.`, { quantile: '0.95' }, 1000],
}

const mebibyte = 1_048_576

/** Everything for a Prometheus: state of the installation, the machine, and the services that were busy. */
export async function scrape(app: App): Promise<string> {
  const page = new Page()
  const now = status.get(app)
  for (const { zone, state } of now.zones)
    if (state !== 'unknown') page.add('zone_up', 'Whether a zone answers.', Number(state === 'up'), { zone })
  for (const [state, count] of Object.entries(now.services)) page.add('services', 'Services by state.', count, { state })
  page.add('tenants', 'Tenants.', now.tenants)
  page.add('actions_open', 'Actions that are under way or wait.', now.actions)
  page.add('alerts_firing', 'Alerts that fire.', firing(app.database.queries, null).length)
  const machine = app.watch.seen().observation?.machine ?? null
  if (machine !== null) {
    page.add('machine_cpus', 'Processors.', machine.cpus)
    page.add('machine_load', 'Load average of one minute.', machine.load)
    page.add('machine_memory_bytes', 'Memory.', machine.memoryMiB * mebibyte)
    page.add('machine_memory_free_bytes', 'Memory that is free.', machine.memoryFreeMiB * mebibyte)
    page.add('machine_pool_bytes', 'Data pool.', machine.dataMiB * mebibyte)
    page.add('machine_pool_free_bytes', 'Data pool that is free.', machine.dataFreeMiB * mebibyte)
  }
  // Without the keep the rest is still worth telling: zone_up says what is missing.
  const services = await top(app, root, { by: 'cpu', limit: 1000 }).catch((err: unknown) => {
    app.log.warn({ err }, 'metrics without services')
    return []
  })
  for (const metric of Object.keys(metricSpecs) as Metric[]) for (const service of services) addService(page, metric, service)
  return page.text()
}

function addService(page: Page, metric: Metric, { tenantName, name, values }: TopServiceView): void {
  const spec = ofService[metric]
  if (spec === undefined) return
  const [family, help, labels = {}, divisor = 1] = spec
  const value = values[metric]
  page.add(family, help, value === undefined ? null : value / divisor, { tenant: tenantName, service: name, ...labels })
}
