import { expect, test } from 'vitest'
import { createLog } from '../core/log.ts'
import { FakeEngine } from '../engine/fake.ts'
import { createMemory } from './memory.ts'

test('an engine that does not answer leaves what was known, less what was started since', async () => {
  const engine = new FakeEngine()
  const memory = createMemory(engine, 'reeve-data', createLog('waker', 'silent'))
  expect(memory.freeMiB()).toBeNull()
  await memory.measure()
  const free = memory.freeMiB() ?? 0
  engine.down = true
  memory.started()
  await memory.measure()
  const after = memory.freeMiB() ?? Number.POSITIVE_INFINITY
  expect(after).toBeLessThan(free)
  engine.down = false
  await memory.measure()
  expect(memory.freeMiB()).toBe(free)
})
