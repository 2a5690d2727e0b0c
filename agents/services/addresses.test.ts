import { expect, test } from 'vitest'
import { serviceAddresses, tenantAddresses } from '../../contracts/zones.ts'
import { nextFree } from './addresses.ts'

test('addresses go round their network and leave out its ends and the gate’s neighbours', () => {
  expect(nextFree(tenantAddresses, undefined, new Set())).toBe('10.88.1.0')
  expect(nextFree(tenantAddresses, '10.88.1.255', new Set())).toBe('10.88.2.0')
  expect(nextFree(tenantAddresses, '10.88.16.255', new Set(['10.88.1.0']))).toBe('10.88.1.1')
  expect(nextFree(serviceAddresses, undefined, new Set())).toBe('10.87.16.1')
  expect(nextFree(serviceAddresses, '10.87.31.254', new Set())).toBe('10.87.16.1')
})

test('a network that is full gives none', () => {
  const taken = new Set<string>()
  for (let next = nextFree(serviceAddresses, undefined, taken); next !== undefined; next = nextFree(serviceAddresses, next, taken))
    taken.add(next)
  expect(taken.size).toBe(4094)
})
