import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDatabase } from '../core/database.ts'
import { sumPlace } from './columns.ts'
import { rings } from './rings.ts'
import { statsMigrations } from './schema.ts'
import { createStore, mostOpen } from './store.ts'

const start = Date.UTC(2026, 5, 1)
const open = () => openDatabase(':memory:', statsMigrations)

/** Looks with pauses between them, now and then written down, now and then by a process that begins anew. */
const looks = fc.array(
  fc.record({
    pause: fc.integer({ min: 1000, max: 120_000 }),
    cpu: fc.integer({ min: 0, max: 1000 }),
    next: fc.constantFrom('go on', 'flush', 'restart'),
  }),
  {
    minLength: 1,
    maxLength: 60,
  },
)

test('every ring holds what was added, whatever was written down or begun anew in between', () => {
  fc.assert(
    fc.property(looks, (all) => {
      const db = open()
      let store = createStore(db)
      let [at, total] = [start, 0]
      for (const { pause, cpu, next } of all) {
        store.add('machine', null, at, at + pause, { sums: { cpu } })
        at += pause
        total += cpu
        if (next === 'go on') continue
        store.flush(at)
        if (next === 'restart') store = createStore(db)
      }
      for (const ring of rings.slice(0, at - start > 7_000_000 ? undefined : 4)) {
        const rows = store.read('machine', ring, Math.floor(start / ring.stepMs), Math.floor(at / ring.stepMs))
        const sum = [...rows.values()].reduce((before, row) => before + (row[sumPlace.cpu] ?? 0), 0)
        // Two hours of the finest ring may be over; single precision is on disk.
        if (at - start < 7_000_000 || ring.ring > 0) expect(Math.abs(sum - total)).toBeLessThanOrEqual(Math.max(1e-3, total * 1e-5))
      }
      db.close()
    }),
    { numRuns: 30 },
  )
})

test('a ring never grows beyond its slots, and the oldest give way', () => {
  const db = open()
  const store = createStore(db)
  const [ring] = rings as [(typeof rings)[number]]
  const rounds = ring.slots * 2 + 5
  for (let index = 0; index < rounds; index += 1) {
    const from = start + index * ring.stepMs
    store.add('machine', null, from, from + ring.stepMs, { sums: { cpu: 1 } })
    if (index % 50 === 0) store.flush(from)
  }
  const end = start + rounds * ring.stepMs
  store.flush(end)
  const count = db.prepare('SELECT count(*) FROM slots WHERE ring = 0').pluck().get()
  expect(count).toBe(ring.slots)
  const last = Math.floor(end / ring.stepMs) - 1
  expect([...store.read('machine', ring, last - 2, last).keys()].sort()).toEqual([last - 2, last - 1, last])
  expect(store.read('machine', ring, Math.floor(start / ring.stepMs), Math.floor(start / ring.stepMs) + 3).size).toBe(0)
})

test('on a full disk the newest stay in memory, and no more than there is room for', () => {
  const db = open()
  const store = createStore(db)
  const [ring] = rings as [(typeof rings)[number]]
  store.add('machine', null, start, start + ring.stepMs, { sums: { cpu: 1 } })
  store.flush(start)
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`)
  const add = (from: number) => store.add('machine', null, from, from + ring.stepMs, { sums: { cpu: 1 } })
  for (let index = 1; index <= mostOpen; index += 1) add(start + index * ring.stepMs)
  const end = start + mostOpen * ring.stepMs
  expect(() => store.flush(end + 120_000)).toThrow('full')
  const last = Math.floor(end / ring.stepMs)
  const held = store.read('machine', ring, last - mostOpen, last)
  expect([held.has(last), held.has(last - mostOpen + 1)]).toEqual([true, false])
  db.pragma('max_page_count = 1000000')
  store.flush(end + 120_000)
  expect(store.read('machine', ring, last, last).size).toBe(1)
})

test('what slept for long leaves nothing behind', () => {
  const db = open()
  const store = createStore(db)
  store.add('service:saaaaaaaaaaaa', 'taaaaaaaaaaaa', start, start + 1000, { sums: { cpu: 1 } })
  store.flush(start + 1000)
  const later = start + 3 * 366 * 86_400_000
  for (let turn = 0; turn < 3; turn += 1) store.sweep(later)
  expect(db.prepare('SELECT count(*) FROM slots').pluck().get()).toBe(0)
  expect(store.objects()).toEqual([])
})

test('counters outlive a restart, and those that are gone are forgotten', () => {
  const db = open()
  const store = createStore(db)
  store.saveCounters(
    'engine',
    start,
    new Map([
      ['a', { cpu: 1 }],
      ['b', { cpu: 2 }],
    ]),
  )
  store.flush(start)
  store.saveCounters('engine', start + 1, new Map([['a', { cpu: 3 }]]))
  store.flush(start + 1)
  expect(createStore(db).counters('engine')).toEqual({ at: start + 1, values: new Map([['a', { cpu: 3 }]]) })
})
