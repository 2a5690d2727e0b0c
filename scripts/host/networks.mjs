/** The bridges of contracts/zones.ts, and what may pass between them and the host. The engine brings all of it back by itself after a reboot. */
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { readState, remember } from '../up/state.mjs'
import { until } from '../up/steps.mjs'
import { engine, lookUp } from './incus.mjs'

const lists = { uplink: 'reeve-uplink', keep: 'reeve-keep' }
export const accessListNames = Object.values(lists)
const wordsOf = (value) => JSON.stringify(value)

/** A kernel without IPv6 takes no address of it. */
export const hasIpv6 = () => existsSync('/proc/net/if_inet6')

/** Access lists of the two bridges on which the host has an address, seen from the VPS: out of it (egress) and into it (ingress). */
export function accessLists({ bridges, endpoints, openPorts, serviceAddresses, tenantAddresses, cards, uplink6 }, six = hasIpv6()) {
  const gate = `${cards.gate.uplink[1]}/32,${serviceAddresses}`
  const toGate = openPorts.filter((open) => open.from === 'host' && open.to === 'gate').map((open) => open.port)
  const allow = (rest) => ({ action: 'allow', state: 'enabled', protocol: 'tcp', ...rest })
  return {
    [bridges.uplink.name]: {
      name: lists.uplink,
      ingress: [gate, ...(six ? [`${uplink6.gate}/128`] : [])].map((destination) =>
        allow({ destination, destination_port: toGate.join(',') }),
      ),
      // What the gate's rules let out of services goes on into the world, but to nothing of this machine. Drops come before what is allowed. By IPv6
      // the gate begins nothing.
      egress: [
        { action: 'drop', state: 'enabled', destination: closedTo(bridges, tenantAddresses).join(',') },
        { action: 'allow', state: 'enabled', source: `${cards.gate.uplink[1]}/32` },
      ],
    },
    [bridges.keepHost.name]: {
      name: lists.keep,
      ingress: [],
      egress: [
        allow({
          source: `${cards.keep.host[1]}/32`,
          destination: `${endpoints.engine.address}/32`,
          destination_port: `${endpoints.engine.port},${endpoints.host.port}`,
        }),
      ],
    },
  }
}

/** Reeve's own wires and every address of the machine, as it has them now. */
function closedTo(bridges, tenantAddresses) {
  const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).filter(({ family }) => family === 'IPv4'))
  const ours = Object.values(bridges).map(({ host }) => host)
  const addresses = own.filter(({ internal, address }) => !internal && !ours.includes(address)).map(({ address }) => `${address}/32`)
  const wires = Object.values(bridges).map(({ cidr }) => cidr)
  return [...new Set([...wires, tenantAddresses, '127.0.0.0/8', '169.254.0.0/16', ...addresses])].sort()
}

async function ensureAccessList({ name, ingress, egress }) {
  const wanted = { description: 'Reeve', config: {}, ingress, egress }
  const found = await lookUp(`/1.0/network-acls/${name}`)
  if (found === undefined) {
    await engine('POST', '/1.0/network-acls', { name, ...wanted })
    return true
  }
  const bare = (rules) =>
    rules.map((rule) =>
      Object.fromEntries(
        Object.entries(rule)
          .filter(([, value]) => value !== '')
          .sort(),
      ),
    )
  const same = wordsOf([bare(found.ingress), bare(found.egress)]) === wordsOf([bare(ingress), bare(egress)])
  if (!same) await engine('PUT', `/1.0/network-acls/${name}`, wanted)
  return !same
}

const closed = { 'security.acls.default.ingress.action': 'drop', 'security.acls.default.egress.action': 'drop' }
const wire = { 'ipv4.address': 'none', 'ipv6.address': 'none', 'ipv4.dhcp': undefined, 'dns.mode': 'none' }

export function configOf(bridge, zones, wanted, { six = hasIpv6(), outside6 = false } = {}) {
  if (bridge.host === undefined) return wire
  const bits = bridge.cidr.split('/')[1]
  const config = {
    'ipv4.address': `${bridge.host}/${bits}`,
    'ipv6.address': 'none',
    'ipv4.dhcp': 'false',
    'ipv4.nat': 'false',
    'dns.mode': 'none',
    'security.acls': wanted[bridge.name].name,
    ...closed,
  }
  if (bridge.name !== zones.bridges.uplink.name) return config
  // Own addresses of services are reached through the gate, which answers for all of them.
  const four = { ...config, 'ipv4.nat': 'true', 'ipv4.routes': zones.serviceAddresses }
  if (!six) return four
  const prefix = zones.uplink6.prefix.split('/')[1]
  // The machine passes IPv6 on only when it has an address for others (--address6): the engine turns that on for all its cards.
  const routing = String(outside6)
  return { ...four, 'ipv6.address': `${zones.uplink6.host}/${prefix}`, 'ipv6.dhcp': 'false', 'ipv6.nat': 'false', 'ipv6.routing': routing }
}

async function ensureBridge(bridge, config) {
  const clean = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined))
  let found = await lookUp(`/1.0/networks/${bridge.name}`)
  if (found !== undefined && (found.managed !== true || found.description !== 'Reeve'))
    throw new Error(`The machine has a network ${bridge.name} which is not ours. Rename it and run up again.`)
  if (found !== undefined && found.status !== 'Created') {
    // Half made when the engine was killed.
    await engine('DELETE', `/1.0/networks/${bridge.name}`)
    found = undefined
  }
  if (found === undefined) {
    await engine('POST', '/1.0/networks', { name: bridge.name, type: 'bridge', description: 'Reeve', config: clean })
    return true
  }
  const differs = Object.entries(clean).some(([key, value]) => found.config[key] !== value)
  if (differs) await engine('PUT', `/1.0/networks/${bridge.name}`, { description: 'Reeve', config: clean })
  return differs
}

export async function ensureNetworks(zones, { address6 } = {}) {
  const bridges = Object.values(zones.bridges)
  remember({ networks: [...new Set([...(readState().networks ?? []), ...bridges.map(({ name }) => name)])].sort() })
  const wanted = accessLists(zones)
  let changes = 0
  for (const list of Object.values(wanted)) if (await ensureAccessList(list)) changes++
  for (const bridge of bridges)
    if (await ensureBridge(bridge, configOf(bridge, zones, wanted, { outside6: address6 !== undefined }))) changes++
  return changes === 0 ? 'as wanted' : `${changes} changed`
}

const answers = (address, port) =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 2000 })
    socket
      .once('connect', () => resolve(true))
      .once('error', () => resolve(false))
      .once('timeout', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

/**
 * The engine's own API, for the keep alone: on the address of their common wire. At its start the engine listens before it has made its
 * bridges, fails, and tries again after half a minute: telling it anew is quicker.
 */
export async function ensureEngineListener({ address, port }) {
  const wanted = `${address}:${port}`
  const present = (await engine('GET', '/1.0')).config['core.https_address'] ?? ''
  const before = readState().engineListener
  if (present !== '' && present !== wanted && present !== before)
    throw new Error(`Incus listens on ${present} for somebody else. When nobody needs that, run: incus config unset core.https_address`)
  if (before !== wanted) remember({ engineListener: wanted })
  if (present === wanted && (await answers(address, port))) return 'open'
  const tell = (value) => engine('PATCH', '/1.0', { config: { 'core.https_address': value } })
  if (present === wanted) await tell('')
  await tell(wanted)
  await until('the engine on the wire to the keep', 40_000, () => answers(address, port))
  return 'opened'
}
