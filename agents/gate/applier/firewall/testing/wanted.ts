/** Rules at random, for tests that compare what the ruleset does with what the evaluator says. */
import fc from 'fast-check'
import type { AddressSet, Hours, Rule } from '../../../../../contracts/firewall.ts'
import type { Packet } from '../../../../../contracts/firewall-decide.ts'
import { addressOf } from '../../../../../contracts/networks.ts'
import type { Guarded, Wanted } from '../wanted.ts'

export const [acme, rival] = ['taaaaaaaaaaaa', 'tbbbbbbbbbbbb']
export const plan = 'naaaaaaaaaaaa'
export const [globalSet, ownSet] = ['aaaaaaaaaaaaa', 'abbbbbbbbbbbb']
export const services: Guarded[] = [
  { service: 'saaaaaaaaaaaa', tenant: acme, address: '10.88.1.1', ownAddress: null, sharedPorts: [80, 443] },
  { service: 'sbbbbbbbbbbbb', tenant: acme, address: '10.88.1.2', ownAddress: '10.87.16.2', sharedPorts: [] },
  { service: 'scccccccccccc', tenant: rival, address: '10.88.1.3', ownAddress: '10.87.16.3', sharedPorts: [] },
]

const networks = [
  '192.0.2.0/24',
  '192.0.2.7/32',
  '198.51.100.0/25',
  '203.0.113.0/28',
  '2001:db8::/32',
  '2001:db8:1::5/128',
  '0.0.0.0/1',
  '10.88.0.0/16',
]
/** Addresses inside and outside of those. */
export const addresses = [
  '192.0.2.7',
  '192.0.2.8',
  '198.51.100.9',
  '198.51.100.200',
  '203.0.113.15',
  '203.0.113.16',
  '2001:db8::1',
  '2001:db9::1',
]
const ports = [22, 443, 80, 53, 5432]

const hours: Hours[] = [
  { days: [1, 2, 3], from: 540, to: 1020 },
  { days: [0, 6], from: 1320, to: 120 },
  { days: [4], from: 0, to: 1440 },
]
const letters = 'abcdefghijklmnopqrstuvwxyz234567'
const idOf = (letter: string, number: number) =>
  letter + Array.from({ length: 12 }, (_, at) => letters[(number >> (5 * (at % 4))) & 31]).join('')

const ruleAt = (scope: 'global' | 'plan' | 'tenant', timed: boolean): fc.Arbitrary<Omit<Rule, 'id'>> =>
  fc
    .record({
      enabled: fc.boolean().map((off) => !off || scope === 'plan'),
      direction: fc.constantFrom<Rule['direction']>('in', 'out'),
      verdict: fc.constantFrom<Rule['verdict']>('allow', 'deny', 'reject', 'limit'),
      protocol: fc.constantFrom<Rule['protocol']>('any', 'tcp', 'udp', 'icmp'),
      remote: fc.oneof(
        fc.constant<Rule['remote']>({ kind: 'any' }),
        fc.subarray(networks, { minLength: 1, maxLength: 3 }).map((some): Rule['remote'] => ({ kind: 'networks', networks: some })),
        fc.constant<Rule['remote']>({ kind: 'set', set: scope === 'tenant' ? ownSet : globalSet }),
      ),
      ports: fc.subarray(ports, { maxLength: 2 }).map((some) => some.map((port) => ({ from: port, to: port + (port === 22 ? 60 : 0) }))),
      services: scope === 'tenant' ? fc.option(fc.subarray(['saaaaaaaaaaaa', 'sbbbbbbbbbbbb'], { minLength: 1 })) : fc.constant(null),
      hours: timed ? fc.option(fc.constantFrom(...hours)) : fc.constant(null),
      comment: fc.constant(''),
    })
    .map((rule) => ({
      ...rule,
      ports: rule.protocol === 'tcp' || rule.protocol === 'udp' ? rule.ports : [],
      // One that is never used up in a test.
      rate: rule.verdict === 'limit' ? { count: 100_000, per: 'second' as const } : null,
    }))

export const wantedAtRandom = (timed = true): fc.Arbitrary<Wanted> =>
  fc
    .record({
      global: fc.array(ruleAt('global', timed), { maxLength: 4 }),
      ofPlan: fc.array(ruleAt('plan', timed), { maxLength: 4 }),
      own: fc.array(ruleAt('tenant', timed), { maxLength: 6 }),
      suspended: fc.boolean(),
    })
    .map(({ global, ofPlan, own, suspended }) => {
      let number = 0
      const named = (rules: Omit<Rule, 'id'>[]): Rule[] =>
        rules.map((rule) => {
          number += 1
          return { id: idOf('r', number), ...rule }
        })
      const set = (id: string, held: string[]): AddressSet => ({ id, name: 'some', networks: held })
      return {
        installation: { rules: named(global), plans: [{ plan, rules: named(ofPlan) }], sets: [globalSet] },
        tenants: new Map([[acme, { plan, rules: named(own), sets: [set(ownSet, ['192.0.2.0/25', '2001:db8::/33'])] }]]),
        sets: new Map([[globalSet, set(globalSet, ['198.51.100.0/24', '203.0.113.15/32', '2001:db8:1::/48'])]]),
        services,
        suspended: new Set(suspended ? [rival] : []),
      }
    })

export const packetAtRandom: fc.Arbitrary<Packet> = fc
  .record({
    direction: fc.constantFrom<Packet['direction']>('in', 'out'),
    address: fc.constantFrom(...addresses),
    at: fc.integer({ min: 0, max: 7 * 24 * 60 - 1 }).map((minute) => Date.UTC(2026, 0, 4) + minute * 60_000),
    service: fc.constantFrom(...services, undefined),
    protocol: fc.constantFrom<Packet['protocol']>('tcp', 'udp', 'icmp'),
    port: fc.constantFrom(...ports, 81, 60),
  })
  .map(({ direction, address, at, service, protocol, port }) => ({
    ...{ direction, address, at, protocol, port: protocol === 'icmp' ? 0 : port },
    // No service has an address of IPv6.
    target:
      service === undefined || addressOf(address)?.family === 6
        ? null
        : { service: service.service, tenant: service.tenant, shared: direction === 'in' && service.ownAddress === null },
  }))
