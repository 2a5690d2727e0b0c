import { expect, test } from 'vitest'
import type { FirewallChange } from '../../contracts/firewall.ts'
import { newId } from '../../contracts/ids.ts'
import type { ApplierClient } from '../core/applier-client.ts'
import { gateHandlers } from './handler.ts'
import { resolve } from './plan.ts'

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

/** An applier that notes what it is asked for. */
function applierOf(state: object) {
  const calls: unknown[] = []
  const applier: ApplierClient = {
    call: async (method, path, answer, options) => {
      calls.push([method, path, options?.body])
      return answer.parse(path === '/v1/state' ? state : { changed: true })
    },
    close: async () => undefined,
  }
  return { calls, handlers: gateHandlers(applier) }
}
const context = { id: '', actor: { person: 'root', role: 'administrator' }, again: false, report: () => undefined } as const

test('a certificate of somebody else is not deleted, and nobody learns that it is there', async () => {
  const mine = { certificate, tenant, names: [], issuer: '', notBefore: 0, notAfter: 0 }
  const remove = async (certificates: object[]) => {
    const { calls, handlers } = applierOf({ ...nothing, certificates })
    await handlers['certificate.delete']({ tenant, certificate }, { ...context, facts: {} })
    return calls.slice(1)
  }
  expect(await remove([{ ...mine, tenant: newId('t') }])).toEqual([])
  expect(await remove([mine])).toEqual([['DELETE', `/v1/certificates/${certificate}`, undefined]])
  // Also when the gate has forgotten it already: HAProxy may not have heard of that.
  expect(await remove([])).toHaveLength(1)
})

test('the whole wish goes to the applier each time: what is stored there may not have reached HAProxy', async () => {
  const { calls, handlers } = applierOf(nothing)
  const input = { tenant, generation: 1, suspended: true, services: [wish] }
  for (const _ of [1, 2]) expect(await handlers['routes.apply'](input, { ...context, facts })).toEqual({ changed: true })
  const sent = ['PUT', `/v1/tenants/${tenant}`, { generation: 1, suspended: true, services: resolve([wish], facts) }]
  expect(calls).toEqual([sent, sent])
})

/** An applier whose rules wait for a word, and then stand or go back. */
function waitingApplier(answers: FirewallChange['state'][]) {
  const calls: [string, string, unknown][] = []
  const applier: ApplierClient = {
    call: async (method, path, answer, options) => {
      calls.push([method, path, options?.body])
      return answer.parse({ state: answers.shift(), changed: true, confirmBy: 1 })
    },
    close: async () => undefined,
  }
  const steps: string[] = []
  const told = { ...context, facts: {}, report: (step: number, of: number, text: string) => void steps.push(`${step}/${of} ${text}`) }
  return { calls, steps, handlers: gateHandlers(applier, 1), told }
}
const rules = { generation: 3, guard: true, rules: [], plans: [], sets: [] }

test('a change that may cut people off is done when it was confirmed', async () => {
  const { calls, steps, handlers, told } = waitingApplier(['waiting', 'waiting', 'applied'])
  expect(await handlers['firewall.apply'](rules, told)).toEqual({ changed: true })
  expect(calls.map(([method, path]) => `${method} ${path}`)).toEqual([
    'PUT /v1/firewall',
    'GET /v1/firewall/changes/installation/3',
    'GET /v1/firewall/changes/installation/3',
  ])
  expect(steps.at(-1)).toBe('2/2 waiting for the confirmation')
})

test.each([[['waiting', 'rolled_back']], [['rolled_back']]] as FirewallChange['state'][][][])(
  'one that went back has failed, also for an agent that was killed meanwhile: %j',
  async (answers) => {
    const { handlers, told } = waitingApplier([...answers])
    await expect(handlers['firewall.apply'](rules, told)).rejects.toMatchObject({ code: 'conflict' })
  },
)

test('the word names what it is about', async () => {
  const { calls, handlers, told } = waitingApplier([])
  for (const of of [
    { tenant: null, set: null },
    { tenant, set: null },
    { tenant: null, set: 'aaaaaaaaaaaaa' },
  ])
    await handlers['firewall.confirm']({ ...of, generation: 1 }, told)
  expect(calls.map(([, , body]) => (body as { key: string }).key)).toEqual(['installation', tenant, 'aaaaaaaaaaaaa'])
})
