import { networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import * as zones from '../../contracts/zones.ts'
import { accessLists, configOf } from './networks.mjs'

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

test('by IPv6 the world comes to the gate’s ports and nothing comes out of it; only the uplink has any', () => {
  const lists = accessLists(zones, true) as unknown as Record<string, Record<'ingress' | 'egress', Record<string, string>[]>>
  const { ingress, egress } = lists[zones.bridges.uplink.name] ?? {}
  expect(ingress?.map(({ destination }) => destination)).toContain(`${zones.uplink6.gate}/128`)
  expect(egress?.filter(({ action, source }) => action === 'allow' && source?.includes(':'))).toEqual([])
  const config = (name: keyof typeof zones.bridges, more: object) =>
    configOf(zones.bridges[name], zones, accessLists(zones), more) as Record<string, string>
  expect(config('uplink', { six: true })).toMatchObject({ 'ipv6.address': `${zones.uplink6.host}/64`, 'ipv6.routing': 'false' })
  expect(config('uplink', { six: true, outside6: true })).toMatchObject({ 'ipv6.routing': 'true', 'ipv6.nat': 'false' })
  expect(config('uplink', { six: false })).toMatchObject({ 'ipv6.address': 'none' })
  for (const name of ['tenants', 'gateKeep', 'keepHost'] as const)
    expect(config(name, { six: true, outside6: true })).toMatchObject({ 'ipv6.address': 'none' })
})
