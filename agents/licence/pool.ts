import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { removeAtomic, writeAtomic } from '../core/atomic-write.ts'
import type { Db, Migration } from '../core/database.ts'

export const licenceMigrations: readonly Migration[] = [
  {
    name: '0001_licence',
    sql: `
      CREATE TABLE pool (licence TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID;
      CREATE TABLE seats (
        licence TEXT NOT NULL REFERENCES pool (licence),
        service TEXT NOT NULL,
        tenant TEXT NOT NULL,
        kind TEXT NOT NULL,
        wanted INTEGER NOT NULL,
        PRIMARY KEY (licence, service)
      ) STRICT, WITHOUT ROWID;
    `,
  },
]

export interface Seat {
  licence: string
  name: string
  service: string
  tenant: string
  kind: string
  /** False: its key is to go from the VPS, and may still be there. */
  wanted: boolean
}

/** The agent's own memory: which VPS is to have which key, on disk before anything is written into one; and the keys, in files of its folder. */
export interface Pool {
  add(licence: string, name: string): void
  /** Throws `conflict` while a VPS may still have the key. */
  remove(licence: string): Promise<void>
  has(licence: string): boolean
  putKey(licence: string, key: string): Promise<void>
  /** Undefined: there is none yet. */
  key(licence: string): Promise<string | undefined>
  want(seat: Omit<Seat, 'name' | 'wanted'>): void
  /** From now on its key is to go. */
  unwant(licence: string, service: string): void
  forget(licence: string, service: string): void
  seat(licence: string, service: string): Seat | undefined
  seats(): Seat[]
}

const rowShape = z.object({
  licence: z.string(),
  name: z.string(),
  service: z.string(),
  tenant: z.string(),
  kind: z.string(),
  wanted: z.int().transform((value) => value === 1),
})

export function openPool(db: Db, state: string): Pool {
  const keys = join(state, 'keys')
  mkdirSync(keys, { recursive: true, mode: 0o700 })
  const select = 'SELECT licence, name, service, tenant, kind, wanted FROM seats JOIN pool USING (licence)'
  const one = db.prepare(`${select} WHERE licence = ? AND service = ?`)
  const all = db.prepare(`${select} ORDER BY tenant, service, licence`)
  const known = db.prepare<[string], number>('SELECT 1 FROM pool WHERE licence = ?').pluck()
  return {
    add: (licence, name) => {
      db.prepare('INSERT INTO pool (licence, name) VALUES (?, ?) ON CONFLICT (licence) DO NOTHING').run(licence, name)
    },
    async remove(licence) {
      if (db.prepare('SELECT 1 FROM seats WHERE licence = ?').get(licence) !== undefined)
        throw new ReeveError('conflict', 'A service may still have the key of this licence. Try again in a minute.')
      await removeAtomic(join(keys, licence))
      db.prepare('DELETE FROM pool WHERE licence = ?').run(licence)
    },
    has: (licence) => known.get(licence) === 1,
    putKey: (licence, key) => writeAtomic(join(keys, licence), key),
    key: (licence) =>
      readFile(join(keys, licence), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      }),
    want: ({ licence, service, tenant, kind }) => {
      db.prepare(
        `INSERT INTO seats (licence, service, tenant, kind, wanted) VALUES (?, ?, ?, ?, 1)
         ON CONFLICT (licence, service) DO UPDATE SET wanted = 1`,
      ).run(licence, service, tenant, kind)
    },
    unwant: (licence, service) => {
      db.prepare('UPDATE seats SET wanted = 0 WHERE licence = ? AND service = ?').run(licence, service)
    },
    forget: (licence, service) => {
      db.prepare('DELETE FROM seats WHERE licence = ? AND service = ?').run(licence, service)
    },
    seat: (licence, service) => {
      const found = one.get(licence, service)
      return found === undefined ? undefined : rowShape.parse(found)
    },
    seats: () => all.all().map((found) => rowShape.parse(found)),
  }
}
