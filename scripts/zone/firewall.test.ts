import { expect, test } from 'vitest'
import * as zones from '../../contracts/zones.ts'
import { firewallOf, networkOf } from './firewall.mjs'

const chain = (zone: string, name: string): string[] => {
  const lines = firewallOf(zones, zone)
    .split('\n')
    .map((line: string) => line.trim())
  const start = lines.indexOf(`chain ${name} {`)
  return lines.slice(start + 1, lines.indexOf('}', start))
}

const forward = (zone: string) => chain(zone, 'forward')

test('the gate forwards what its rules have marked and nothing else; other zones forward nothing', () => {
  const hook = 'type filter hook forward priority -10; policy drop;'
  expect(forward('gate')).toEqual([hook, 'meta protocol ip6 drop', `meta mark ${zones.forwardMark} accept`])
  for (const zone of ['panel', 'backend', 'keep']) expect(forward(zone)).toEqual([hook])
})

test('by IPv6 the gate takes the world’s ports at its uplink and what finds its address, and no router’s word; other zones take nothing', () => {
  const neighbours = 'ip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept'
  const gate = chain('gate', 'in')
  const closed = gate.indexOf('iifname != "uplink" meta protocol ip6 drop')
  expect(gate[closed + 1]).toBe(neighbours)
  expect(gate.indexOf('iifname "uplink" tcp dport 443 accept')).toBeGreaterThan(closed)
  expect(gate.join()).not.toContain('router')
  expect(chain('gate', 'out')).toEqual(expect.arrayContaining(['oifname != "uplink" meta protocol ip6 drop', neighbours]))
  for (const zone of ['panel', 'backend', 'keep', 'vault'])
    for (const way of ['in', 'out']) {
      const rules = chain(zone, way)
      const first = rules.indexOf('meta protocol ip6 drop')
      expect(rules.slice(0, first).join()).not.toContain('dport')
      expect(first).toBeGreaterThan(0)
    }
  expect(networkOf(zones, 'gate')).toContain(`address replace ${zones.uplink6.gate}/64 dev uplink nodad\n`)
  expect(networkOf(zones, 'keep')).not.toContain(':')
})
