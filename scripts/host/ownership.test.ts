import { describe, expect, test } from 'vitest'
import { isOurs } from './daemons.mjs'
import { toRestore } from './kernel.mjs'

describe('down and purge end a daemon', () => {
  const ends = (state: object) => isOurs(state, 'incus', 'incusd', [4711])
  test('whose package came with Reeve', () => expect(ends({ packages: ['incus', 'lxcfs'] })).toBe(true))
  test('that Reeve started itself', () => expect(ends({ byHand: { incusd: 4711 } })).toBe(true))
  test('but not one that was there before', () => {
    expect(ends({})).toBe(false)
    expect(ends({ packages: ['lxcfs'], byHand: { incusd: 99, lxcfs: 4711 } })).toBe(false)
  })
})

test('purge puts kernel settings back, except what somebody has changed since', () => {
  const now: Record<string, string> = { 'vm.max_map_count': '262144\n', 'net.ipv4.ip_forward': '1\n', 'fs.aio-max-nr': '999999\n' }
  const before = { 'vm.max_map_count': '65530', 'net.ipv4.ip_forward': '0', 'fs.aio-max-nr': '65536', 'kernel.keys.maxkeys': '200' }
  expect(toRestore(before, (name: string) => now[name])).toEqual([
    ['vm.max_map_count', '65530'],
    ['net.ipv4.ip_forward', '0'],
  ])
})

test('what was taken out of the rules for routed packets goes back in, unless somebody did that already', () => {
  const bridged = 'net.bridge.bridge-nf-call-iptables'
  expect(toRestore({ [bridged]: '1' }, () => '0\n')).toEqual([[bridged, '1']])
  expect(toRestore({ [bridged]: '1' }, () => '1\n')).toEqual([])
})
