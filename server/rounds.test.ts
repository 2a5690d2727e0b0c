import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { App } from './app.ts'
import { goRound } from './rounds.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const logged: string[] = []
const app = { log: { warn: (_: object, text: string) => logged.push(text) } } as unknown as Pick<App, 'log'>

test('a round that fails is logged and followed by the next, until somebody stops', async () => {
  let rounds = 0
  const { stop } = goRound(app, {
    everyMs: 1000,
    complaint: 'it could not be looked at',
    round: () => {
      rounds += 1
      if (rounds === 1) throw new Error('away')
    },
  })
  await vi.advanceTimersByTimeAsync(2500)
  expect([rounds, logged]).toEqual([2, ['it could not be looked at']])
  stop()
  await vi.advanceTimersByTimeAsync(5000)
  expect(rounds).toBe(2)
})

test('a round that takes long is not joined by another, and none follows it after the end', async () => {
  const ends: (() => void)[] = []
  const { stop } = goRound(app, { everyMs: 1000, complaint: '', round: () => new Promise<void>((resolve) => ends.push(resolve)) })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(ends).toHaveLength(1)
  stop()
  ends[0]?.()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(ends).toHaveLength(1)
})
