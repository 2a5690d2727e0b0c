import type { Db } from '../core/database.ts'
import { addTo, type Measured, width } from './columns.ts'
import type { Counters } from './counters.ts'
import { cut, type Ring, rings, spanOf } from './rings.ts'

export interface StoredObject {
  name: string
  tenant: string | null
}

/** The rings of all objects. What is added stays in memory until `flush` writes it in one transaction: of a power cut the last minute is lost. */
export interface Store {
  /** Adds a measurement of the time `from` to `to`. `tenant`: whose it is, when that is known. */
  add(name: string, tenant: string | null, from: number, to: number, measured: Measured): void
  /** Throws what the database throws; then all stays in memory, as far as there is room. */
  flush(now: number): void
  /** Slots of one ring by number, from `first` to `last`, both included: only those that hold something. */
  read(name: string, ring: Ring, first: number, last: number): Map<number, Float64Array>
  objects(): StoredObject[]
  tenantOf(name: string): string | null
  /** Names that got something since a time. */
  seenSince(at: number): string[]
  /** Raw counters of the last look at a source, and when that was; they outlive a restart. */
  counters(source: string): { at: number | null; values: Map<string, Counters> }
  saveCounters(source: string, at: number, values: ReadonlyMap<string, Counters>): void
  /** Takes away what the rings do not reach back to any more, of one object a call, and objects that have nothing left. */
  sweep(now: number): void
}

interface Known extends StoredObject {
  id: number
  seen: number
}

interface Open {
  object: number
  ring: Ring
  index: number
  row: Float64Array
  changed: boolean
}

/** Slots that are kept in memory when nothing can be written: about 15 MB. */
export const mostOpen = 20_000

export function createStore(db: Db): Store {
  const insertObject = db.prepare('INSERT INTO objects (name, tenant, seen) VALUES (?, ?, ?)')
  const updateObject = db.prepare('UPDATE objects SET tenant = ?, seen = ? WHERE id = ?')
  const putSlot = db.prepare('INSERT OR REPLACE INTO slots (object, ring, place, slot, data) VALUES (?, ?, ?, ?, ?)')
  const getSlot = db.prepare<[number, number, number], { slot: number; data: Buffer }>(
    'SELECT slot, data FROM slots WHERE object = ? AND ring = ? AND place = ?',
  )
  const readSlots = db.prepare<[number, number, number, number], { slot: number; data: Buffer }>(
    'SELECT slot, data FROM slots WHERE object = ? AND ring = ? AND slot BETWEEN ? AND ?',
  )
  const readPlaces = db.prepare<[number, number, number, number], { slot: number; data: Buffer }>(
    'SELECT slot, data FROM slots WHERE object = ? AND ring = ? AND place BETWEEN ? AND ?',
  )
  const removeOld = db.prepare('DELETE FROM slots WHERE object = ? AND ring = ? AND slot < ?')
  const removeEmpty = db.prepare('DELETE FROM objects WHERE id = ? AND seen < ? AND NOT EXISTS (SELECT 1 FROM slots WHERE object = ?)')
  const putCounters = db.prepare('INSERT OR REPLACE INTO counters (source, name, data) VALUES (?, ?, ?)')
  const dropCounters = db.prepare('DELETE FROM counters WHERE source = ? AND name = ?')
  const putLook = db.prepare('INSERT OR REPLACE INTO looks (source, at) VALUES (?, ?)')

  const known = new Map(
    db
      .prepare<[], Known>('SELECT id, name, tenant, seen FROM objects ORDER BY id')
      .all()
      .map((object) => [object.name, object]),
  )
  const open = new Map<string, Open>()
  const waiting = new Map<string, { at: number; values: ReadonlyMap<string, Counters> }>()
  const saved = new Map<string, Set<string>>()
  let sweeping: string[] = []

  function objectOf(name: string, tenant: string | null, at: number): Known {
    const found = known.get(name)
    if (found !== undefined) {
      found.tenant = tenant ?? found.tenant
      found.seen = Math.max(found.seen, at)
      return found
    }
    const made = { id: Number(insertObject.run(name, tenant, at).lastInsertRowid), name, tenant, seen: at }
    known.set(name, made)
    return made
  }

  /** The row of a slot: in memory, or as it was written, or a new one. An older round of the ring is gone with it. */
  function rowOf(object: number, ring: Ring, index: number): Open {
    const key = `${object}/${ring.ring}/${index}`
    const standing = open.get(key)
    if (standing !== undefined) return standing
    const written = getSlot.get(object, ring.ring, index % ring.slots)
    const row = written?.slot === index ? fromBytes(written.data) : new Float64Array(width)
    const made = { object, ring, index, row, changed: false }
    open.set(key, made)
    return made
  }

  const write = db.transaction((now: number) => {
    for (const { id, tenant, seen } of known.values()) if (seen > lastFlush) updateObject.run(tenant, seen, id)
    for (const { object, ring, index, row, changed } of open.values()) {
      if (changed) putSlot.run(object, ring.ring, index % ring.slots, index, toBytes(row))
    }
    for (const [source, { at, values }] of waiting) {
      const before = saved.get(source) ?? new Set()
      for (const [name, counters] of values) putCounters.run(source, name, JSON.stringify(counters))
      for (const name of before) if (!values.has(name)) dropCounters.run(source, name)
      saved.set(source, new Set(values.keys()))
      putLook.run(source, at)
    }
    lastFlush = now
  })
  let lastFlush = 0

  return {
    add(name, tenant, from, to, measured) {
      const { id } = objectOf(name, tenant, to)
      for (const ring of rings) {
        for (const { index, share, seconds } of cut(ring, from, to)) {
          const slot = rowOf(id, ring, index)
          addTo(slot.row, measured, share, seconds)
          slot.changed = true
        }
      }
    },
    flush(now) {
      let written = false
      try {
        write.immediate(now)
        waiting.clear()
        written = true
      } finally {
        for (const [key, slot] of open) {
          if (written) slot.changed = false
          // What is over gets no more; a late look opens it again. On a full disk the oldest are lost: memory is not there for all of them.
          const over = (slot.index + 1) * slot.ring.stepMs < now - 60_000
          if (over && (written || open.size > mostOpen)) open.delete(key)
        }
      }
    },
    read(name, ring, first, last) {
      const object = known.get(name)
      const found = new Map<number, Float64Array>()
      if (object === undefined) return found
      const places = [first % ring.slots, last % ring.slots] as const
      const near = last - first < ring.slots && places[0] <= places[1]
      const rows = near ? readPlaces.all(object.id, ring.ring, ...places) : readSlots.all(object.id, ring.ring, first, last)
      for (const { slot, data } of rows) if (slot >= first && slot <= last) found.set(slot, fromBytes(data))
      for (const one of open.values()) {
        if (one.object === object.id && one.ring === ring && one.index >= first && one.index <= last) found.set(one.index, one.row)
      }
      return found
    },
    objects: () => [...known.values()],
    tenantOf: (name) => known.get(name)?.tenant ?? null,
    seenSince: (at) => [...known.values()].filter(({ seen }) => seen >= at).map(({ name }) => name),
    counters(source) {
      const rows = db.prepare<[string], { name: string; data: string }>('SELECT name, data FROM counters WHERE source = ?').all(source)
      const look = db.prepare<[string], { at: number }>('SELECT at FROM looks WHERE source = ?').get(source)
      saved.set(source, new Set(rows.map(({ name }) => name)))
      return { at: look?.at ?? null, values: new Map(rows.map(({ name, data }) => [name, JSON.parse(data) as Counters])) }
    },
    saveCounters(source, at, values) {
      waiting.set(source, { at, values })
    },
    sweep(now) {
      const name = sweeping.pop()
      if (name === undefined) {
        sweeping = [...known.keys()]
        return
      }
      const object = known.get(name)
      if (object === undefined) return
      for (const ring of rings) removeOld.run(object.id, ring.ring, Math.floor((now - spanOf(ring)) / ring.stepMs))
      if (removeEmpty.run(object.id, now - 86_400_000, object.id).changes > 0) known.delete(name)
    },
  }
}

/** Single precision on disk: a picture needs no more. */
const toBytes = (row: Float64Array): Buffer => {
  const small = Float32Array.from(row)
  return Buffer.from(small.buffer)
}

/** Rows of an earlier release are shorter. */
function fromBytes(data: Buffer): Float64Array {
  const row = new Float64Array(width)
  for (let index = 0; index < Math.min(width, data.length >> 2); index += 1) row[index] = data.readFloatLE(index * 4)
  return row
}
