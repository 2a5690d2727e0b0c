import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rule } from '../../../../contracts/firewall.ts'
import { decide } from '../../../../contracts/firewall-decide.ts'
import { addressOf } from '../../../../contracts/networks.ts'
import { mostOfTenant, nothing, type Policies, policiesOf } from './partition.ts'
import { acme, ownSet, packetAtRandom, plan, rival, services, wantedAtRandom } from './testing/wanted.ts'
import { stateOf, type Wanted } from './wanted.ts'

/** As HAProxy looks a source up: the longest beginning of it that the map has. */
function lookUp({ policies, sources }: Policies, service: string, port: number, address: string): string | undefined {
  const policy = policies.get(`${service}:${port}`)
  const found = addressOf(address)
  if (policy === undefined || found === undefined) return undefined
  const digits = found.family === 4 ? 8 : 32
  const text = found.number.toString(16).toUpperCase().padStart(digits, '0')
  for (let length = digits; length >= 0; length -= 1) {
    const word = sources.get(`${policy}/${digits}/${text.slice(0, length)}`)
    if (word !== undefined) return word === nothing ? undefined : word
  }
  return undefined
}

test('HAProxy lets in whom the evaluator lets in, and names the same rule', () => {
  fc.assert(
    fc.property(wantedAtRandom(), packetAtRandom, (wanted, packet) => {
      const service = wanted.services[0]
      if (service === undefined) throw new Error('no service')
      const target = { service: service.service, tenant: service.tenant, shared: true }
      const decision = decide(stateOf(wanted), { ...packet, direction: 'in', protocol: 'tcp', port: 443, target })
      // Closed by the kernel before HAProxy sees it, or opened there for good.
      if (decision.rule?.scope === 'global') return
      const word = lookUp(policiesOf(wanted, packet.at), service.service, 443, packet.address)
      const [verdict, rule] = word?.split('.') ?? []
      expect(verdict === 'deny').toBe(decision.verdict !== 'allow')
      if (verdict === 'deny' || verdict === 'allow') expect(rule).toBe(decision.rule?.id)
      const limit = decision.limits.find(({ scope }) => scope !== 'global')
      if (decision.verdict === 'allow' && limit !== undefined) expect(word).toContain(`limit.${limit.id}.`)
      if (word === undefined) expect([decision.rule, limit]).toEqual([null, undefined])
    }),
    { numRuns: 3000 },
  )
})

test('services with the rules of their plan alone share one policy; those without rules have none', () => {
  const [wanted] = fc.sample(wantedAtRandom(false), { numRuns: 1, seed: 3 })
  if (wanted === undefined) throw new Error('no sample')
  const [one] = wanted.services
  const rule = {
    ...{ id: 'raaaaaaaaaaaa', enabled: true, direction: 'in', verdict: 'deny', protocol: 'any', ports: [], services: null },
    ...{ remote: { kind: 'networks', networks: ['192.0.2.0/25'] }, hours: null, rate: null, comment: '' },
  } as const
  const plan = 'naaaaaaaaaaaa'
  const tenants = new Map(['taaaaaaaaaaaa', 'tbbbbbbbbbbbb'].map((tenant) => [tenant, { plan, rules: [], sets: [] }]))
  const services = [...tenants.keys()].flatMap((tenant) => (one === undefined ? [] : [{ ...one, service: `s${tenant.slice(1)}`, tenant }]))
  const state = {
    ...wanted,
    tenants,
    services,
    installation: { rules: [], plans: [{ plan, rules: [structuredClone(rule) as never] }], sets: [] },
  }
  const { policies, sources } = policiesOf(state, 0)
  expect([...policies.keys()]).toHaveLength(4)
  expect(new Set(policies.values()).size).toBe(1)
  expect([...sources.values()]).toEqual(Array(8).fill('deny.raaaaaaaaaaaa'))
  expect(policiesOf({ ...state, installation: { rules: [], plans: [], sets: [] } }, 0).policies.size).toBe(0)
})

const rule = (letter: string, more: Partial<Rule>): Rule => ({
  ...{ id: `r${letter.repeat(12)}`, enabled: true, direction: 'in', verdict: 'deny', protocol: 'any', ports: [], services: null },
  ...{ remote: { kind: 'any' }, hours: null, rate: null, comment: '', ...more },
})
const limitAny = rule('l', { verdict: 'limit', rate: { count: 10, per: 'second' } })
const wantedOf = (networks: string[], rules: Rule[]): Wanted => ({
  installation: { rules: [], plans: [], sets: [] },
  tenants: new Map([
    [acme, { plan, rules, sets: [{ id: ownSet, name: 'own', networks }] }],
    [rival, { plan, rules: [rule('v', { remote: { kind: 'networks', networks: ['192.0.2.1/32'] } })], sets: [] }],
  ] as const),
  sets: new Map(),
  suspended: new Set(),
  services: services.map((each) => ({ ...each, sharedPorts: [443] })),
})
const scattered = (count: number) => Array.from({ length: count }, (_, at) => `2001:db8:${(at * 7919) % 65_536}:${at.toString(16)}::1/128`)

test.each([
  ['a limit', limitAny],
  ['a closed rest', rule('c', {})],
])('exceptions from %s cost a line or two each, not all the gaps between them', (_name, last) => {
  const exceptions = rule('e', { verdict: 'allow', remote: { kind: 'set', set: ownSet } })
  const { sources, tooMany } = policiesOf(wantedOf(scattered(500), [exceptions, last]), 0)
  expect([sources.size < 1100, tooMany.size]).toEqual([true, 0])
})

test('rules that come to too much close the services that they are for, and nobody else’s', () => {
  const odd = Array.from({ length: 4000 }, (_, at) => `10.${(at >> 8) % 256}.${at % 256}.128/29`)
  const many = 'abcdef'.split('').map((letter) => rule(letter, { remote: { kind: 'set', set: ownSet }, services: null }))
  const each = services.filter(({ tenant }) => tenant === acme)
  const rules = each.flatMap(({ service }, at) =>
    many.slice(0, 3).map((one) => ({ ...one, id: `${one.id.slice(0, -1)}${'ghi'[at]}`, services: [service] })),
  )
  const found = policiesOf(wantedOf(odd, rules), 0)
  expect([...found.tooMany]).toEqual([acme])
  expect(found.sources.size).toBeLessThan(mostOfTenant + 10)
  const words = each.map(({ service }) => lookUp(found, service, 443, '198.51.100.1'))
  expect(words.every((word) => word?.startsWith('deny.'))).toBe(true)
  expect([lookUp(found, 'scccccccccccc', 443, '192.0.2.1'), lookUp(found, 'scccccccccccc', 443, '198.51.100.1')]).toEqual([
    'deny.rvvvvvvvvvvvv',
    undefined,
  ])
})
