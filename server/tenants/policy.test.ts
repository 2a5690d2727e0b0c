import { expect, test } from 'vitest'
import { withinLimits } from './policy.ts'

const limits = { services: 0, cpus: 4, memoryMiB: 1024, diskMiB: 1024, processes: 100 }

test.each([
  [{ services: 1 }, 'needs 1 service in all, and the plan allows 0.'],
  [{ services: 2 }, 'needs 2 services in all, and the plan allows 0.'],
  [{ services: 0, memoryMiB: 2048 }, 'needs 2048 MiB memory in all, and the plan allows 1024 MiB.'],
])('%j: %s', (used, sentence) => {
  expect(() => withinLimits({ ...limits, ...used }, limits, 'This')).toThrow(sentence)
})
