import { expect, test } from 'vitest'
import type { UsageResult } from '../../../../../../../contracts/usage.ts'
import { flowBetween } from './_rates.ts'

const look = (at: number, more: Partial<UsageResult> = {}): UsageResult => ({
  ...{ at, power: 'running', memoryBytes: 0, heldBytes: 0, cpuNanoseconds: 0, processes: 1 },
  ...{ receivedBytes: 0, sentBytes: 0, diskBytes: 0, programs: [] },
  ...more,
})

test('two looks tell how much went on between them', () => {
  const now = look(5000, { cpuNanoseconds: 2_000_000_000, receivedBytes: 4000, sentBytes: 8000 })
  expect(flowBetween(look(1000), now)).toEqual({ cpuPercent: 50, received: 1000, sent: 2000 })
})

test.each([
  ['without an earlier look', undefined, look(1)],
  ['after a restart', look(1, { cpuNanoseconds: 9 }), look(2)],
  ['while it sleeps', look(1), look(2, { power: 'stopped' })],
  ['of one moment', look(1), look(1)],
])('nothing is known %s', (_, before, now) => {
  expect(flowBetween(before, now)).toBeUndefined()
})
