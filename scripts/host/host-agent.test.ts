import { expect, test } from 'vitest'
import * as zones from '../../contracts/zones.ts'
import { firewallOf } from '../zone/firewall.mjs'
import { agentUnit, sshPorts, watchdogUnit } from './host-agent.mjs'
import { accessLists } from './networks.mjs'

test.each([
  [[''], [22]],
  [['# Port 22\nPermitRootLogin no\n'], [22]],
  [
    ['Port 2222\nPort 22\n', 'port 2222\n'],
    [2222, 22],
  ],
])('ports of SSH in %j', (texts, ports) => expect(sshPorts(texts)).toEqual(ports))

test('a restart of the agent leaves alone what it has under way, and its watchdog can do nothing but set rules', () => {
  const unit = agentUnit(['/opt/node', 'main.js'])
  expect(unit).toContain('ExecStart="/opt/node" "main.js"\n')
  for (const line of ['KillMode=process', 'Restart=always', 'ProtectHome=read-only']) expect(unit).toContain(`\n${line}\n`)
  const watchdog = watchdogUnit(['/bin/sh', 'watchdog.sh', '/state'], '/state')
  for (const line of ['CapabilityBoundingSet=CAP_NET_ADMIN', 'ProtectSystem=strict', 'ReadWritePaths=/state', 'NoNewPrivileges=yes'])
    expect(watchdog).toContain(`\n${line}\n`)
})

test('the port of the host agent is open to the keep alone, and there to its agents that ask it', () => {
  const { host } = zones.endpoints
  const lines: string[] = firewallOf(zones, 'keep').split('\n')
  const out = lines.filter((line) => line.includes(`tcp dport ${host.port}`))
  expect(out.map((line) => line.trim())).toEqual([
    `oifname "host" ip daddr ${host.address} tcp dport ${host.port} meta skuid { ${zones.keepUsers.host}, ${zones.keepUsers.patch}, ${zones.keepUsers.backup}, ${zones.keepUsers.services} } accept`,
  ])
  for (const zone of ['panel', 'backend', 'gate']) expect(firewallOf(zones, zone)).not.toContain(String(host.port))
  const lists: Record<string, { egress: object[] }> = accessLists(zones)
  const [rule] = lists[zones.bridges.keepHost.name]?.egress ?? []
  expect(rule).toMatchObject({ source: `${zones.cards.keep.host[1]}/32`, destination_port: `${zones.endpoints.engine.port},${host.port}` })
})
