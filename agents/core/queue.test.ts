import { expect, test } from 'vitest'
import { createQueue } from './queue.ts'

/** A promise, and what fulfils it. */
function gated(): { promise: Promise<void>; open: () => void } {
  let open = () => {}
  const promise = new Promise<void>((resolve) => {
    open = resolve
  })
  return { promise, open }
}

test('jobs of one key run one after another, those of others beside them, and a failed one stops nobody', async () => {
  const queue = createQueue()
  const seen: string[] = []
  const gate = gated()
  const first = queue('a', async () => {
    await gate.promise
    seen.push('a1')
    throw new Error('failed')
  })
  const second = queue('a', async () => seen.push('a2'))
  await queue('b', async () => seen.push('b1'))
  gate.open()
  await expect(first).rejects.toThrow('failed')
  await second
  expect(seen).toEqual(['b1', 'a1', 'a2'])
})

test('more than may be there is refused, and there is room again afterwards', async () => {
  const queue = createQueue(2)
  const gate = gated()
  const held = [queue('a', () => gate.promise), queue('a', () => gate.promise)]
  await expect(queue('a', async () => 1)).rejects.toMatchObject({ code: 'unavailable' })
  expect(await queue('b', async () => 1)).toBe(1)
  gate.open()
  await Promise.all(held)
  expect(await queue('a', async () => 2)).toBe(2)
})
