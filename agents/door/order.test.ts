import { expect, it } from 'vitest'
import type { ActionName } from '../../contracts/actions.ts'
import { waitsFor } from './order.ts'
import type { Parsed } from './parse.ts'

const parsed = (text: string): Parsed => {
  const [name, tenant, service] = text.split(' ')
  const list = { services: service === undefined ? [] : [{ service }] }
  return { name: name as ActionName, input: { tenant, ...(name === 'routes.apply' ? list : service && { service }) } } as never
}

it.each([
  ['service.apply t1 s1', 'tenant.apply t1', true],
  ['service.apply t2 s1', 'tenant.apply t1', false],
  ['service.apply t1 s1', 'service.apply t1 s1', true],
  ['service.apply t1 s2', 'service.apply t1 s1', false],
  ['service.delete t1 s1', 'site.deploy t1 s1', true],
  ['tenant.delete t1', 'site.deploy t1 s1', true],
  ['tenant.delete t1', 'routes.apply t1', true],
  ['tenant.apply t1', 'site.deploy t1 s1', false],
  ['tenant.apply t1', 'tenant.apply t1', true],
  ['service.wake t1 s1', 'site.deploy t1 s1', false],
  ['service.wake t1 s1', 'service.apply t1 s1', true],
  ['site.deploy t1 s1', 'files.write t1 s1', true],
  ['files.read t1 s1', 'files.write t1 s1', false],
  ['files.write t1 s1', 'files.download t1 s1', false],
  ['routes.apply t1 s1', 'service.apply t1 s1', true],
  ['routes.apply t1 s2', 'service.apply t1 s1', false],
  ['routes.apply t1 s1', 'routes.apply t1', true],
  ['certificate.put t1', 'routes.apply t1', true],
  ['firewall.tenant t1', 'routes.apply t1', true],
  ['firewall.confirm t1', 'firewall.tenant t1', false],
])('%s after %s waits: %s', (later, earlier, waits) => {
  expect(waitsFor(parsed(later), parsed(earlier))).toBe(waits)
})
