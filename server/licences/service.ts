import { and, eq, inArray, isNull } from 'drizzle-orm'
import type * as z from 'zod'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import {
  daysLeft,
  endOf,
  type LicenceRecords,
  type LicencesView,
  licenceFile,
  licencePath,
  type PoolLicenceView,
  type putLicenceInput,
  type ServiceLicenceView,
  type seatInput,
} from '../../contracts/licence.ts'
import type { Queries } from '../../db/client.ts'
import { services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'
import { copyLicences } from './copy.ts'

const dayMs = 86_400_000
const months = { month: 1, year: 12 }
const noLicence = new ReeveError('not_found', 'There is no such licence any more. Look at the list again.')

/** Straight from the keep, with the backend's names of tenants and services. */
export async function get(app: App): Promise<LicencesView> {
  const records = await copyLicences(app)
  const { terms, ...own } = records.own
  const endsAt = terms.expires === null ? null : endOf(terms.expires)
  return {
    own: {
      ...own,
      terms,
      endsAt,
      graceEndsAt: endsAt === null ? null : endsAt + terms.graceDays * dayMs,
      daysLeft: terms.expires === null ? null : daysLeft(terms.expires, app.now()),
    },
    pool: poolOf(app, records),
    monthly: monthlyOf(records),
  }
}

function poolOf(app: App, { pool, seats }: LicenceRecords): PoolLicenceView[] {
  const names = namesOf(
    app.database.queries,
    seats.map(({ service }) => service),
  )
  return pool.map((entry) => ({
    ...entry,
    daysLeft: entry.expires === null ? null : daysLeft(entry.expires, app.now()),
    seatsUsed: seats
      .filter(({ licence }) => licence === entry.id)
      .map(({ tenant, service, at }) => {
        const known = names.get(service)
        return { tenant, tenantName: known?.tenantName ?? tenant, service, serviceName: known?.serviceName ?? service, at }
      }),
  }))
}

const namesOf = (tx: Queries, ids: string[]) =>
  new Map(
    tx
      .select({ id: services.id, serviceName: services.name, tenantName: tenants.name })
      .from(services)
      .innerJoin(tenants, eq(tenants.id, services.tenant))
      .where(inArray(services.id, ids))
      .all()
      .map((row) => [row.id, row]),
  )

/** In a month, by currency. What was paid once costs nothing any more. */
function monthlyOf({ pool }: LicenceRecords): LicencesView['monthly'] {
  const sums = new Map<string, number>()
  for (const { cost } of pool) {
    if (cost === null || cost.per === 'once') continue
    sums.set(cost.currency, (sums.get(cost.currency) ?? 0) + cost.amount / months[cost.per])
  }
  return [...sums].sort().map(([currency, amount]) => ({ currency, amount: Math.round(amount) }))
}

/** What of the pool one service has: no key, no price, nobody else's seat. */
export async function ofService(app: App, service: string): Promise<ServiceLicenceView[]> {
  const { pool, seats } = await copyLicences(app)
  return seats
    .filter((seat) => seat.service === service)
    .flatMap(({ licence, at }) =>
      pool
        .filter(({ id }) => id === licence)
        .map(({ title, vendor, name, expires }) => ({
          ...{ title, vendor, path: licencePath(name), expires, at },
          daysLeft: expires === null ? null : daysLeft(expires, app.now()),
        })),
    )
}

export async function sealingKey(app: App): Promise<{ publicKey: string }> {
  const { sealingKey: publicKey } = await copyLicences(app)
  if (publicKey === null) throw new ReeveError('unavailable', 'The licence agent does not answer at the moment. Try again in a minute.')
  return { publicKey }
}

/** Only whether it can be read is judged here: its signature is the keep's to look at. */
export function install(app: App, caller: Caller, text: string): AskedView {
  const file = licenceFile.safeParse(jsonOf(text))
  if (!file.success) throw new ReeveError('bad_input', 'This is no licence file. Upload the file as its issuer sent it.', file.error)
  const { number } = file.data.licence
  return change(app, caller, { what: 'licence.install', detail: number }, ['licences'], (tx, now) => ({
    action: want(tx, { name: 'licence.install', actor: actorOf(caller, null), now, input: { file: file.data } }),
  }))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export async function putBack(app: App, caller: Caller): Promise<AskedView> {
  const { earlier } = (await copyLicences(app)).own
  if (earlier === null) throw new ReeveError('conflict', 'There is no earlier licence to put back.')
  const { number } = earlier
  return change(app, caller, { what: 'licence.put_back', detail: number }, ['licences'], (tx, now) => ({
    action: want(tx, { name: 'licence.putBack', actor: actorOf(caller, null), now, input: { number } }),
  }))
}

export function put(
  app: App,
  caller: Caller,
  { licence = newId('l'), sealedKey, ...entry }: z.output<typeof putLicenceInput>,
): AskedView & { licence: string } {
  return change(app, caller, { what: 'pool.put', object: licence, detail: entry.title }, ['licences'], (tx, now) => ({
    licence,
    action: want(tx, { name: 'pool.put', actor: actorOf(caller, null), now, input: { ...entry, licence, sealedKey: sealedKey ?? null } }),
  }))
}

export async function remove(app: App, caller: Caller, licence: string): Promise<AskedView> {
  const { name: licenceName, title } = entryOf(await copyLicences(app), licence)
  return change(app, caller, { what: 'pool.remove', object: licence, detail: title }, ['licences'], (tx, now) => ({
    action: want(tx, { name: 'pool.remove', actor: actorOf(caller, null), now, input: { licence, licenceName } }),
  }))
}

export const give = (app: App, caller: Caller, input: z.output<typeof seatInput>) => seat(app, caller, 'seat.give', input)
export const takeBack = (app: App, caller: Caller, input: z.output<typeof seatInput>) => seat(app, caller, 'seat.takeBack', input)

const events = { 'seat.give': 'seat.give', 'seat.takeBack': 'seat.take_back' } as const

async function seat(
  app: App,
  caller: Caller,
  name: keyof typeof events,
  { licence, service }: z.output<typeof seatInput>,
): Promise<AskedView> {
  const { name: licenceName, title } = entryOf(await copyLicences(app), licence)
  const found = app.database.queries
    .select({ tenant: services.tenant, serviceName: services.name, tenantName: tenants.name })
    .from(services)
    .innerJoin(tenants, eq(tenants.id, services.tenant))
    .where(and(eq(services.id, service), isNull(services.goneWith)))
    .get()
  if (found === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  const { tenant, ...names } = found
  const seatOf = { tenant, service, licence, licenceName }
  return change(app, caller, { what: events[name], tenant, object: service, detail: title }, ['licences'], (tx, now) => {
    const asked = { actor: actorOf(caller, tenant), now }
    return {
      action:
        name === 'seat.give' ? want(tx, { ...asked, name, input: { ...seatOf, ...names } }) : want(tx, { ...asked, name, input: seatOf }),
    }
  })
}

function entryOf({ pool }: LicenceRecords, licence: string): LicenceRecords['pool'][number] {
  const found = pool.find(({ id }) => id === licence)
  if (found === undefined) throw noLicence
  return found
}
