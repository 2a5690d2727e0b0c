import { beforeEach, expect, test } from 'vitest'
import type { AlertCondition } from '../../contracts/alerts.ts'
import { openDatabase } from '../core/database.ts'
import { judge } from './judge.ts'
import { statsMigrations } from './schema.ts'
import { createStore, type Store } from './store.ts'

const minute = 60_000
const start = Date.UTC(2026, 5, 1)
const alert = 'waaaaaaaaaaaa'
const service = 'service:saaaaaaaaaaaa' as const
let store: Store
beforeEach(() => {
  store = createStore(openDatabase(':memory:', statsMigrations))
})

/** Memory minute by minute since the start; null: it did not run. The machine was watched all the time. */
function memory(...values: (number | null)[]): number {
  for (const [index, value] of values.entries()) {
    const from = start + index * minute
    store.add('machine', null, from, from + minute, { levels: { running: 1, connections: 0 } })
    if (value !== null) store.add(service, null, from, from + minute, { levels: { memory: value } })
  }
  return start + values.length * minute
}
const condition = (change: Partial<AlertCondition> = {}): AlertCondition => ({
  ...{ alert, object: service, metric: 'memory', direction: 'above', threshold: 100, holdSeconds: 180 },
  ...change,
})
const ask = (now: number, change: Partial<AlertCondition> = {}) => judge(store, [condition(change)], now)[0]

test('it holds when it was so for the whole time, and not a minute sooner', () => {
  const now = memory(50, 150, 150, 150)
  expect(ask(now - 1)).toEqual({ alert, holds: true, over: true, value: 150 })
  expect(ask(now - 1, { holdSeconds: 240 })).toEqual({ alert, holds: false, over: true, value: 150 })
})

test('one minute below the threshold begins anew', () => {
  expect(ask(memory(150, 150, 90, 150, 150) - 1)).toMatchObject({ holds: false, over: true })
})

test('it is over as soon as the newest value is within bounds', () => {
  expect(ask(memory(150, 150, 150, 80) - 1)).toEqual({ alert, holds: false, over: false, value: 80 })
})

test('what is below', () => {
  expect(ask(memory(5, 5, 5) - 1, { direction: 'below', threshold: 10 })).toMatchObject({ holds: true, over: true })
})

test('the minute under way and one that comes late do not count as a gap', () => {
  const now = memory(150, 150, 150)
  expect(ask(now + 1.5 * minute)).toMatchObject({ holds: true, value: 150 })
})

test('a service that stopped has no value: it neither holds nor is over', () => {
  const now = memory(150, 150, 150, null, null, null, null)
  expect(ask(now)).toEqual({ alert, holds: false, over: false, value: null })
  expect(ask(now, { object: 'service:sbbbbbbbbbbbb' })).toMatchObject({ value: null })
})

test('a gap is no proof that it held', () => {
  expect(ask(memory(150, null, 150, 150) - 1, { holdSeconds: 240 })).toMatchObject({ holds: false, over: true })
})

test('nobody asks anything: nothing requested is a value for what is counted', () => {
  const now = memory(null, null, null)
  expect(ask(now - 1, { metric: 'requests', direction: 'below', threshold: 0.1 })).toMatchObject({ holds: true, value: 0 })
})
