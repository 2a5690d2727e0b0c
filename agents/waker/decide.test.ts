import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Asked, afterFailure, decide, fullBucket, networkOf, nextOf, refill } from './decide.ts'

const budget = { startsPerSecond: 5, memoryReserveMiB: 256 }
const quiet: Asked = {
  state: 'stopped',
  suspended: false,
  halted: false,
  held: false,
  restoring: false,
  failure: undefined,
  now: 1000,
  freeMiB: 4000,
  waiting: 0,
  waitingOfSource: 0,
}

describe('what to do about a service that somebody asks for', () => {
  test.each<[string, Partial<Asked>, object]>([
    ['a stopped one waits for its turn to start', {}, { verdict: 'queue' }],
    ['a broken one is started like a stopped one', { state: 'error' }, { verdict: 'queue' }],
    ['a frozen one is thawed at once', { state: 'frozen' }, { verdict: 'thaw' }],
    ['a frozen one is thawed when memory is short, since it has its memory', { state: 'frozen', freeMiB: 10 }, { verdict: 'thaw' }],
    ['a running one is only let through', { state: 'running' }, { verdict: 'straight' }],
    ['one that somebody else stops is waited for', { state: 'stopping' }, { verdict: 'settle' }],
    ['one that somebody else starts is waited for', { state: 'starting' }, { verdict: 'settle' }],
    ['one whose root is being exchanged is waited for, running or not', { held: true, state: 'running' }, { verdict: 'settle' }],
    ['one that is gone is not found', { state: 'absent' }, { verdict: 'refuse', code: 'not_found' }],
    ['a suspended one never wakes', { suspended: true }, { verdict: 'refuse', code: 'suspended' }],
    ['a suspended one is not thawed either', { suspended: true, state: 'frozen' }, { verdict: 'refuse', code: 'suspended' }],
    ['a halted one never wakes', { halted: true }, { verdict: 'refuse', code: 'halted' }],
    ['a halted one is not let through either', { halted: true, state: 'running' }, { verdict: 'refuse', code: 'halted' }],
    ['one whose restore is not finished never wakes', { restoring: true }, { verdict: 'refuse', code: 'conflict' }],
    ['nor while its root is being exchanged', { restoring: true, held: true }, { verdict: 'refuse', code: 'conflict' }],
    ['none starts without free memory', { freeMiB: 255 }, { verdict: 'refuse', code: 'unavailable' }],
    ['unknown memory does not stop anything', { freeMiB: null }, { verdict: 'queue' }],
    ['a full queue refuses', { waiting: 500 }, { verdict: 'refuse', code: 'rate_limited', retryAfter: 100 }],
    ['one source cannot fill the queue', { waiting: 50, waitingOfSource: 50 }, { verdict: 'refuse', code: 'rate_limited', retryAfter: 10 }],
    [
      'one that failed a moment ago is left alone',
      { failure: { count: 1, until: 4500, code: 'start_failed' } },
      { verdict: 'refuse', code: 'start_failed', retryAfter: 4 },
    ],
    ['and tried again later', { failure: { count: 1, until: 999, code: 'start_failed' } }, { verdict: 'queue' }],
  ])('%s', (_, asked, verdict) => {
    expect(decide({ ...quiet, ...asked }, budget)).toMatchObject(verdict)
  })
})

test('failures are left alone for longer each time, up to ten minutes', () => {
  let failure = afterFailure(undefined, 'start_failed', 0)
  const delays = [failure.until]
  for (let turn = 0; turn < 6; turn += 1) {
    failure = afterFailure(failure, 'start_failed', 0)
    delays.push(failure.until)
  }
  expect(delays).toEqual([5000, 15_000, 45_000, 135_000, 405_000, 600_000, 600_000])
})

test('never more starts than the budget, however the clock runs', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -500, max: 2000 }), { maxLength: 200 }), (steps) => {
      let bucket = fullBucket(budget, 0)
      let now = 0
      let latest = 0
      let granted = 0
      for (const step of steps) {
        now += step
        latest = Math.max(latest, now)
        bucket = refill(bucket, budget, now)
        if (bucket.tokens >= 1) {
          bucket = { ...bucket, tokens: bucket.tokens - 1 }
          granted += 1
        }
      }
      expect(granted).toBeLessThanOrEqual(budget.startsPerSecond * (4 + latest / 1000) + 1e-6)
    }),
  )
})

test('a source with a thousand wishes delays itself, not the others', () => {
  const greedy = Array.from({ length: 1000 }, (_, since) => ({ source: 'greedy', since }))
  const modest = { source: 'modest', since: 5000 }
  expect(nextOf([...greedy, modest], new Map([['greedy', 1]]))).toBe(modest)
  expect(nextOf([...greedy, modest], new Map())).toBe(greedy[0])
  expect(nextOf([], new Map())).toBeUndefined()
})

test('everybody gets a turn: a queue is worked off completely, each once', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ source: fc.constantFrom('a', 'b', 'c'), since: fc.nat(100) })), (queue) => {
      const left = [...queue]
      const recent = new Map<string, number>()
      for (let next = nextOf(left, recent); next !== undefined; next = nextOf(left, recent)) {
        left.splice(left.indexOf(next), 1)
        recent.set(next.source, (recent.get(next.source) ?? 0) + 1)
      }
      expect(left).toEqual([])
    }),
  )
})

test('sources are counted by network', () => {
  expect(networkOf('192.0.2.77')).toBe('192.0.2')
  expect(networkOf('::ffff:192.0.2.77')).toBe('192.0.2')
  expect(networkOf('2001:db8:1:2::3')).toBe('2001:db8:1')
  expect(networkOf('')).toBe('')
})
