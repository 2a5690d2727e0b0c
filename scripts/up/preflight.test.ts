import { describe, expect, test } from 'vitest'
import { routesIn } from './facts.mjs'
import { findProblems } from './preflight.mjs'

const system = { id: 'debian', version: '12', codename: 'bookworm', pretty: 'Debian 12' }
const basic = { root: true, linux: true, node: '20.9.0', system, userNamespaces: true, loopDevices: true }
const well = {
  ...basic,
  installed: false,
  disk: { folder: '/var/lib', freeGiB: 20 },
  memory: { totalGiB: 2, availableGiB: 1.5 },
  addresses: [{ card: 'eth0', address: '192.0.2.7' }],
  routes: [{ card: 'eth0', address: '0.0.0.0' }],
  foreignCards: [],
  foreignCommand: undefined,
  engineListener: undefined,
  takenPorts: [],
  storeMove: undefined,
  packageSource: 'fine',
  engineSource: 'fine',
  registry: 'fine',
}

test('a machine that has everything has no problems', () => {
  expect(findProblems(well)).toEqual([])
})

describe('each thing that is missing is named, with what to do', () => {
  const cases: [string, object, RegExp][] = [
    ['another system', { system: { ...system, version: '11', pretty: 'Debian 11' } }, /^This is Debian 11\. Reeve runs on Debian 12/],
    ['an old Node', { node: '20.8.1' }, /^Node is 20\.8\.1\. Install Node 20\.9/],
    ['no user namespaces', { userNamespaces: false }, /user\.max_user_namespaces/],
    ['no loop devices', { loopDevices: false }, /loop-control/],
    ['a full disk', { disk: { folder: '/var/lib', freeGiB: 7.5 } }, /^\/var\/lib has 7\.5 GiB free\. It needs 8 GiB\.$/],
    ['a small machine', { memory: { totalGiB: 1, availableGiB: 0.9 } }, /has 1\.0 GiB of memory/],
    ['a busy machine', { memory: { totalGiB: 8, availableGiB: 0.4 } }, /^Only 0\.4 GiB of memory are free/],
    ['an address of ours', { addresses: [{ card: 'eth1', address: '10.87.3.4' }] }, /^The address 10\.87\.3\.4 of eth1/],
    ['a route of ours', { routes: [{ card: 'tun0', address: '10.88.0.0' }] }, /^A route to 10\.88\.0\.0 by tun0/],
    ['a card of ours', { foreignCards: ['rv-up'] }, /^The network card rv-up/],
    ["somebody else's listener", { engineListener: '[::]:8443' }, /incus config unset core\.https_address/],
    ['a taken port', { takenPorts: [{ address: '127.0.0.1', port: 8090, code: 'EADDRINUSE' }] }, /^Port 8090 of 127\.0\.0\.1 is taken/],
    [
      'no room for the backups',
      { storeMove: { problem: '/mnt/backups has 1.0 GiB free. Make room.' } },
      /^\/mnt\/backups has 1\.0 GiB free/,
    ],
    ['no package source', { packageSource: 'none' }, /^apt has no package source for bookworm/],
    ['a silent package source', { packageSource: 'silent' }, /apt-get update/],
    ['no backports', { engineSource: 'none' }, /^Incus comes from bookworm-backports, which no package source offers/],
    [
      'a mirror without backports',
      { engineSource: 'silent' },
      /^Incus comes from bookworm-backports, which the package source does not have/,
    ],
    ['a silent registry', { registry: 'silent' }, /npm ping/],
    ["somebody else's command", { foreignCommand: '/usr/local/bin/reeve' }, /^\/usr\/local\/bin\/reeve is there and not ours/],
  ]
  test.each(cases)('%s', (_, change, sentence) => {
    const problems = findProblems({ ...well, ...change })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(sentence)
  })

  test('all in one list', () => {
    expect(findProblems({ ...well, ...Object.assign({}, ...cases.slice(1).map(([, change]) => change)) }).length).toBeGreaterThan(10)
  })

  test('an address that is not there is told once, not for each port', () => {
    const takenPorts = [80, 443, 5432].map((port) => ({ address: '192.0.2.9', port, code: 'EADDRNOTAVAIL' }))
    expect(findProblems({ ...well, takenPorts })).toEqual(['192.0.2.9 is no address of this machine.'])
  })
})

test('without root it says so, and judges nothing that only root sees', () => {
  expect(findProblems({ ...basic, root: false })).toEqual([expect.stringMatching(/^Run it as root/)])
})

test('an installation may have used up what it needed, and its engine listens for it', () => {
  const later = { installed: true, disk: { folder: '/', freeGiB: 2 }, memory: { totalGiB: 2, availableGiB: 0.3 } }
  expect(findProblems({ ...well, ...later, engineListener: '10.87.14.1:8443' })).toEqual([])
})

test('routes are read as the kernel writes them', () => {
  const text = 'Iface\tDestination\tGateway\neth0\t00000000\t010011AC\nrv-up\t0000570A\t00000000\n'
  expect(routesIn(text)).toEqual([
    { card: 'eth0', address: '0.0.0.0' },
    { card: 'rv-up', address: '10.87.0.0' },
  ])
})
