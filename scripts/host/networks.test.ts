import { networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import * as zones from '../../contracts/zones.ts'
import { accessLists } from './networks.mjs'

test('the gate speaks to the world, and to no address of the machine or of Reeve', () => {
  const lists = accessLists(zones) as unknown as Record<string, { egress: Record<string, string>[] }>
  const [drop, allow] = lists[zones.bridges.uplink.name]?.egress ?? []
  expect(allow).toEqual({ action: 'allow', state: 'enabled', source: `${zones.cards.gate.uplink[1]}/32` })
  const closed = drop?.destination?.split(',') ?? []
  for (const { cidr } of Object.values(zones.bridges)) expect(closed).toContain(cidr)
  const own = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter(({ family, internal }) => family === 'IPv4' && !internal),
  )
  const hosts: string[] = Object.values(zones.bridges).flatMap(({ host }) => (host === undefined ? [] : [host]))
  for (const { address } of own) if (!hosts.includes(address)) expect(closed).toContain(`${address}/32`)
  expect(new Set(closed).size).toBe(closed.length)
})
