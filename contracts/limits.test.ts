import { expect, test } from 'vitest'
import { createPlanInput } from './api.ts'
import { idlePolicy, idleTimes } from './limits.ts'

const sentence = 'Let it stop no sooner than it freezes, or write 0 for never.'

test.each([
  [60, 600, undefined],
  [60, 60, undefined],
  [60, 0, undefined],
  [0, 60, undefined],
  [0, 0, undefined],
  [60, 59, sentence],
])('freezing after %d s and stopping after %d s: %s', (freezeAfterSeconds, stopAfterSeconds, said) => {
  const idle = { freezeAfterSeconds, stopAfterSeconds }
  const issue = idlePolicy.safeParse(idle).error?.issues[0]
  expect(issue?.message).toBe(said)
  if (issue !== undefined) expect(issue.path).toEqual(['stopAfterSeconds'])
  expect(idleTimes.parse(idle)).toEqual(idle)
})

test('a plan says at which of its fields', () => {
  const limits = { services: 1, cpus: 1, memoryMiB: 64, diskMiB: 64, processes: 32 }
  const plan = { name: 'Inverted', limits, idle: { freezeAfterSeconds: 60, stopAfterSeconds: 59 } }
  expect(createPlanInput.safeParse(plan).error?.issues).toMatchObject([{ path: ['idle', 'stopAfterSeconds'], message: sentence }])
})
