import { expect, test } from 'vitest'
import * as zones from '../../contracts/zones.ts'
import { firewallOf } from './firewall.mjs'

const forward = (zone: string): string[] => {
  const lines = firewallOf(zones, zone)
    .split('\n')
    .map((line: string) => line.trim())
  const start = lines.indexOf('chain forward {')
  return lines.slice(start + 1, lines.indexOf('}', start))
}

test('the gate forwards what its rules have marked and nothing else; other zones forward nothing', () => {
  const hook = 'type filter hook forward priority -10; policy drop;'
  expect(forward('gate')).toEqual([hook, 'meta protocol ip6 drop', `meta mark ${zones.forwardMark} accept`])
  for (const zone of ['panel', 'backend', 'keep']) expect(forward(zone)).toEqual([hook])
})
