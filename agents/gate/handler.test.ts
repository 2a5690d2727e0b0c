import { expect, test } from 'vitest'
import { canonicalJson, sha256Base64Url } from '../../contracts/canonical.ts'
import { newId } from '../../contracts/ids.ts'
import type { ApplierClient } from '../core/applier-client.ts'
import { gateHandlers } from './handler.ts'
import { planDeletion, planRoutes, resolve } from './plan.ts'

const [tenant, service, certificate] = [newId('t'), newId('s'), newId('c')]
const wish = { service, hosts: [], databases: ['shop'] }
const facts = {
  services: {
    [service]: { address: '10.88.1.2', ownAddress: '10.87.16.2', kind: 'postgresql', ports: [{ name: 'postgresql', port: 5432 }] },
  },
}
const nothing = { haproxy: true, authority: '', tenants: [], certificates: [] }

test('addresses come from the keep, not from the wish', () => {
  expect(resolve([wish], facts)).toEqual([
    { ...wish, address: '10.88.1.2', ownAddress: '10.87.16.2', ports: [{ name: 'postgresql', port: 5432 }] },
  ])
  expect(() => resolve([{ ...wish, service: newId('s') }], facts)).toThrow(/no service/)
})

test('what the gate has already is not sent again', async () => {
  const routes = { generation: 3, suspended: false, services: resolve([wish], facts) }
  const digest = await sha256Base64Url(canonicalJson(routes))
  expect(planRoutes(nothing, tenant, routes, digest)).toHaveLength(1)
  expect(planRoutes({ ...nothing, tenants: [{ tenant, generation: 3, digest }] }, tenant, routes, digest)).toEqual([])
  expect(planRoutes({ ...nothing, tenants: [{ tenant, generation: 2, digest: 'other' }] }, tenant, routes, digest)).toHaveLength(1)
})

test('a certificate of somebody else is not deleted, and nobody learns that it is there', () => {
  const state = { ...nothing, certificates: [{ certificate, tenant: newId('t'), names: [], issuer: '', notBefore: 0, notAfter: 0 }] }
  expect(planDeletion(state, tenant, certificate)).toEqual([])
  expect(planDeletion(nothing, tenant, certificate)).toEqual([])
})

test('the whole wish goes to the applier, with progress', async () => {
  const calls: unknown[] = []
  const applier: ApplierClient = {
    call: async (method, path, answer, options) => {
      calls.push([method, path, options?.body])
      return answer.parse(path === '/v1/state' ? nothing : { changed: true })
    },
    close: async () => undefined,
  }
  const steps: string[] = []
  const result = await gateHandlers(applier)['routes.apply'](
    { tenant, generation: 1, suspended: true, services: [wish] },
    { id: '', actor: { person: 'root', role: 'administrator' }, facts, again: false, report: (_step, _of, text) => steps.push(text) },
  )
  expect(result).toEqual({ changed: true })
  expect(steps).toHaveLength(2)
  expect(calls.at(-1)).toEqual(['PUT', `/v1/tenants/${tenant}`, { generation: 1, suspended: true, services: resolve([wish], facts) }])
})
