import { expect, test } from 'vitest'
import { makeTurns } from './turns.ts'

test('so many run, so many wait, the rest is refused, and every turn is handed on', async () => {
  const turns = makeTurns({ running: 2, waiting: 3 })
  let running = 0
  let most = 0
  const ends: (() => void)[] = []
  const work = async (): Promise<void> => {
    most = Math.max(most, ++running)
    await new Promise<void>((resolve) => ends.push(resolve))
    running--
  }
  const asked = Array.from({ length: 6 }, () => turns(work))
  await expect(asked.pop()).rejects.toMatchObject({ code: 'rate_limited' })
  const all = Promise.all(asked)
  let ended = 0
  for (; ended < 5; ended++) {
    while (ends.length === 0) await new Promise((resolve) => setImmediate(resolve))
    ends.shift()?.()
  }
  await all
  expect({ most, running }).toEqual({ most: 2, running: 0 })
  await expect(turns(async () => 'free again')).resolves.toBe('free again')
})

test('work that fails gives its turn back', async () => {
  const turns = makeTurns({ running: 1, waiting: 1 })
  await expect(turns(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  await expect(turns(async () => 'free')).resolves.toBe('free')
})
