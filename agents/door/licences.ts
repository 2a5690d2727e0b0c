import * as z from 'zod'
import {
  communityTerms,
  type LicenceRecords,
  type LicenceTerms,
  licenceFile,
  type PoolEntry,
  poolEntry,
  standingOf,
} from '../../contracts/licence.ts'
import type { Answer } from '../core/answers.ts'
import type { Db } from '../core/database.ts'
import type { Parsed } from './parse.ts'
import type { PoolRecord, Records } from './records.ts'

type LicenceStore = Pick<Records, 'licence' | 'totals' | 'poolLicence' | 'poolLicenceNamed' | 'seatsOf'>

export interface Licences extends LicenceStore {
  seatsOfService(service: string): { licence: string; licenceName: string }[]
  list(now: number): Omit<LicenceRecords, 'sealingKey'>
  /** What an accepted action takes at once: of two that want the last seat one gets it. Inside the accepting transaction. */
  take(parsed: Parsed, now: number): void
  /** What an answered action changes. Inside the transaction that stores the answer. */
  settle(parsed: Parsed, answer: Answer, now: number): void
}

const row = z.object({ id: z.string(), name: z.string(), entry: z.string(), state: z.enum(['new', 'changing', 'there', 'removing']) })
const ownRow = z.object({ file: z.string().nullable(), at: z.int() })
/** One machine: no other has joined it. */
const nodes = 1

/**
 * The licence that counts, and who has which seat: the door's own records. A licence gets in here by an accepted action whose signature the door
 * has looked at, and by nothing else (decision 026).
 */
export function createLicences(db: Db): Licences {
  const own = db.prepare<[string]>('SELECT file, at FROM licences WHERE place = ?')
  const countOf = (table: 'tenants' | 'services') => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck()
  const [tenants, services] = [countOf('tenants'), countOf('services')]
  const poolById = db.prepare<[string]>('SELECT id, name, entry, state FROM pool WHERE id = ?')
  const poolByName = db.prepare<[string]>('SELECT id, name, entry, state FROM pool WHERE name = ?')
  const wholePool = db.prepare<[]>("SELECT id, name, entry, state FROM pool WHERE state <> 'new' ORDER BY name")
  const seats = db.prepare<[string], { tenant: string; service: string }>('SELECT tenant, service FROM seats WHERE licence = ?')
  const allSeats = db.prepare<[], LicenceRecords['seats'][number]>('SELECT licence, tenant, service, at FROM seats ORDER BY at, service')
  const ofService = db.prepare<[string], { licence: string; licenceName: string }>(
    'SELECT licence, name AS licenceName FROM seats JOIN pool ON pool.id = licence WHERE service = ? ORDER BY name',
  )

  function termsAt(place: 'current' | 'earlier'): { terms: LicenceTerms; at: number } | undefined {
    const found = own.get(place)
    if (found === undefined) return undefined
    const { file, at } = ownRow.parse(found)
    return { terms: file === null ? communityTerms : licenceFile.parse(JSON.parse(file)).licence, at }
  }
  const licence = () => ({ current: termsAt('current')?.terms ?? communityTerms, earlier: termsAt('earlier')?.terms ?? null })
  const totals = () => ({ tenants: tenants.get() ?? 0, services: services.get() ?? 0, nodes })

  return {
    licence,
    totals,
    poolLicence: (id) => asPool(poolById.get(id)),
    poolLicenceNamed: (name) => asPool(poolByName.get(name)),
    seatsOf: (id) => seats.all(id),
    seatsOfService: (service) => ofService.all(service),
    list: (now) => {
      const { current, earlier } = licence()
      const installedAt = termsAt('current')?.at ?? null
      return {
        own: { terms: current, installedAt, earlier, standing: standingOf(current, now), used: totals() },
        pool: wholePool.all().map((found) => {
          const { id, entry } = row.parse(found)
          return { id, ...entryOf(entry) }
        }),
        seats: allSeats.all(),
      }
    },
    take: (parsed, now) => take(db, parsed, now),
    settle: (parsed, answer, now) => settle(db, parsed, answer, now),
  }
}

const entryOf = (text: string): PoolEntry => poolEntry.parse(JSON.parse(text))

function asPool(found: unknown): PoolRecord | undefined {
  if (found === undefined) return undefined
  const { id, entry, state } = row.parse(found)
  return { id, ...entryOf(entry), busy: state !== 'there' }
}

function take(db: Db, { name, input }: Parsed, now: number): void {
  switch (name) {
    case 'pool.put': {
      const { licence, sealedKey: _, ...entry } = input
      db.prepare(
        `INSERT INTO pool (id, name, entry, state) VALUES (@licence, @name, @entry, 'new')
         ON CONFLICT (id) DO UPDATE SET before = entry, entry = excluded.entry, state = 'changing'`,
      ).run({ licence, name: entry.name, entry: JSON.stringify(entry) })
      return
    }
    case 'pool.remove':
      db.prepare("UPDATE pool SET state = 'removing' WHERE id = ?").run(input.licence)
      return
    case 'seat.give':
      db.prepare('INSERT INTO seats (licence, service, tenant, at) VALUES (?, ?, ?, ?)').run(
        input.licence,
        input.service,
        input.tenant,
        now,
      )
      return
    default:
      return
  }
}

function settle(db: Db, { name, input }: Parsed, answer: Answer, now: number): void {
  const failed = 'error' in answer
  switch (name) {
    case 'licence.install':
      if (failed) return
      db.prepare(
        "INSERT OR REPLACE INTO licences (place, file, at) SELECT 'earlier', (SELECT file FROM licences WHERE place = 'current'), ?",
      ).run(now)
      db.prepare("INSERT OR REPLACE INTO licences (place, file, at) VALUES ('current', ?, ?)").run(JSON.stringify(input.file), now)
      return
    case 'licence.putBack':
      if (failed) return
      db.exec(
        "UPDATE licences SET place = 'swapped' WHERE place = 'current'; UPDATE licences SET place = 'current' WHERE place = 'earlier'",
      )
      db.prepare("UPDATE licences SET place = 'earlier' WHERE place = 'swapped'").run()
      db.prepare("UPDATE licences SET at = ? WHERE place = 'current'").run(now)
      return
    case 'pool.put':
      if (failed) {
        db.prepare("DELETE FROM pool WHERE id = ? AND state = 'new'").run(input.licence)
        db.prepare("UPDATE pool SET entry = before, before = NULL, state = 'there' WHERE id = ? AND state = 'changing'").run(input.licence)
      } else db.prepare("UPDATE pool SET before = NULL, state = 'there' WHERE id = ?").run(input.licence)
      return
    case 'pool.remove':
      if (failed) db.prepare("UPDATE pool SET state = 'there' WHERE id = ?").run(input.licence)
      else db.prepare('DELETE FROM pool WHERE id = ?').run(input.licence)
      return
    case 'seat.give':
      if (failed) db.prepare('DELETE FROM seats WHERE licence = ? AND service = ?').run(input.licence, input.service)
      return
    case 'seat.takeBack':
      if (!failed) db.prepare('DELETE FROM seats WHERE licence = ? AND service = ?').run(input.licence, input.service)
      return
    case 'service.delete':
      if (!failed) db.prepare('DELETE FROM seats WHERE service = ?').run(input.service)
      return
    case 'tenant.delete':
      if (!failed) db.prepare('DELETE FROM seats WHERE tenant = ?').run(input.tenant)
      return
    default:
      return
  }
}
