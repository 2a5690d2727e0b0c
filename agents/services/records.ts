import * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { serviceAddresses, tenantAddresses } from '../../contracts/zones.ts'
import type { RootFile } from '../catalogue/kind.ts'
import type { Db, Migration } from '../core/database.ts'
import { nextFree } from './addresses.ts'

export const servicesMigrations: readonly Migration[] = [
  {
    name: '0001_services',
    sql: `
      CREATE TABLE services (
        service TEXT PRIMARY KEY,
        address TEXT NOT NULL UNIQUE,
        own_address TEXT UNIQUE,
        made INTEGER NOT NULL,
        files TEXT NOT NULL DEFAULT '[]'
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE cursors (network TEXT PRIMARY KEY, address TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: '0002_rehearsals',
    sql: 'CREATE TABLE rehearsals (service TEXT PRIMARY KEY, project TEXT NOT NULL) STRICT, WITHOUT ROWID;',
  },
]

export interface ServiceRow {
  address: string
  ownAddress: string | null
  /** False from before the first thing is made until all of it is there: what a failure leaves then may be thrown away. */
  made: boolean
  /** The configuration that was last found good. */
  files: RootFile[]
}

/** The agent's own memory: which addresses are whose, and what is only half made. */
export interface Records {
  find(service: string): ServiceRow | undefined
  /** The service's row, made when there is none: with the addresses that it is known to have, or with free ones. Throws `over_limit` when none is left. */
  claim(service: string, wish: { own: boolean; made: boolean; known: { address: string | null; ownAddress: string | null } }): ServiceRow
  finish(service: string, files: readonly RootFile[]): void
  /** What stands there belongs to somebody else: nothing of it may be thrown away. */
  keep(service: string): void
  release(service: string): void
  /** Noted before anything of a copy is made, until all of it is gone. */
  beginRehearsal(service: string, project: string): void
  endRehearsal(service: string): void
  rehearsals(): { service: string; project: string }[]
}

const rowSchema = z.object({ address: z.string(), ownAddress: z.string().nullable(), made: z.int(), files: z.string() })
const filesSchema = z.array(z.object({ path: z.string(), content: z.string(), mode: z.int() }))

export function createRecords(db: Db): Records {
  const select = db.prepare('SELECT address, own_address AS ownAddress, made, files FROM services WHERE service = ?')
  const insert = db.prepare('INSERT INTO services (service, address, own_address, made) VALUES (?, ?, ?, ?)')
  const complete = db.prepare('UPDATE services SET made = 1, files = ? WHERE service = ?')
  const keep = db.prepare('UPDATE services SET made = 1 WHERE service = ?')
  const remove = db.prepare('DELETE FROM services WHERE service = ?')
  const noteRehearsal = db.prepare('INSERT INTO rehearsals (service, project) VALUES (?, ?) ON CONFLICT (service) DO NOTHING')
  const dropRehearsal = db.prepare('DELETE FROM rehearsals WHERE service = ?')
  const rehearsals = db.prepare<[], { service: string; project: string }>('SELECT service, project FROM rehearsals')
  const addresses = db.prepare<[], string>('SELECT address FROM services').pluck()
  const ownAddresses = db.prepare<[], string>('SELECT own_address FROM services WHERE own_address IS NOT NULL').pluck()
  const cursor = db.prepare<[string], string>('SELECT address FROM cursors WHERE network = ?').pluck()
  const moveCursor = db.prepare(
    'INSERT INTO cursors (network, address) VALUES (?, ?) ON CONFLICT (network) DO UPDATE SET address = excluded.address',
  )

  const find = (service: string): ServiceRow | undefined => {
    const row = select.get(service)
    if (row === undefined) return undefined
    const { made, files, ...rest } = rowSchema.parse(row)
    return { ...rest, made: made === 1, files: filesSchema.parse(JSON.parse(files)) }
  }

  /** Goes round the network, so that an address rests for long before somebody else gets it: old connections and maps die out meanwhile. */
  function take(network: string, taken: ReadonlySet<string>, known: string | null): string {
    if (known !== null && !taken.has(known)) return known
    const free = nextFree(network, cursor.get(network), taken)
    if (free === undefined) throw new ReeveError('over_limit', 'All addresses for services are in use. Delete services that nobody needs.')
    moveCursor.run(network, free)
    return free
  }

  const claim = db.transaction((service: string, { own, made, known }: Parameters<Records['claim']>[1]): ServiceRow => {
    const present = find(service)
    if (present !== undefined) return present
    const address = take(tenantAddresses, new Set(addresses.all()), known.address)
    const ownAddress = own ? take(serviceAddresses, new Set(ownAddresses.all()), known.ownAddress) : null
    insert.run(service, address, ownAddress, made ? 1 : 0)
    return { address, ownAddress, made, files: [] }
  })

  return {
    find,
    claim: (service, wish) => claim.immediate(service, wish),
    finish: (service, files) => {
      complete.run(JSON.stringify(files), service)
    },
    keep: (service) => {
      keep.run(service)
    },
    release: (service) => {
      remove.run(service)
      dropRehearsal.run(service)
    },
    beginRehearsal: (service, project) => {
      noteRehearsal.run(service, project)
    },
    endRehearsal: (service) => {
      dropRehearsal.run(service)
    },
    rehearsals: () => rehearsals.all(),
  }
}
