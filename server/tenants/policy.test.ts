import { expect, test } from 'vitest'
import { withinLimits } from './policy.ts'

const limits = { services: 0, cpus: 4, memoryMiB: 1024, diskMiB: 1024, processes: 100 }

test.each([
  [{ services: 1 }, 'acme would have 1 service; the tenant may have 0.'],
  [{ services: 2 }, 'acme would have 2 services; the tenant may have 0.'],
  [{ services: 0, memoryMiB: 2048 }, 'All services of acme together would need 2048 MiB of memory; the tenant may use 1024 MiB.'],
])('%j: %s', (used, sentence) => {
  expect(() => withinLimits({ ...limits, ...used }, limits, 'acme')).toThrow(sentence)
})
