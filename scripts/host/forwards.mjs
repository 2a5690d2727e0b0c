/** The gate on an address of the machine (--address, --address6): the engine rewrites destinations, so that the gate sees every client's own address. */
import { engine } from './incus.mjs'

const portsOf = (forward) => forward.ports.map((port) => `${port.protocol} ${port.listen_port} ${port.target_address}`).join()

/** SSH stays the host's own: services that speak it are found by addresses of their own. */
export const forwardedPorts = [80, 443, 5432]

/** Forwards of the bridge are exactly what the two addresses ask for; without any: none. */
export async function ensureForwards({ bridges, cards, uplink6 }, address, address6) {
  const path = `/1.0/networks/${bridges.uplink.name}/forwards`
  const portsTo = (target) => [{ protocol: 'tcp', listen_port: forwardedPorts.join(','), target_address: target, description: '' }]
  const wanted = new Map([
    ...(address === undefined ? [] : [[address, portsTo(cards.gate.uplink[1])]]),
    ...(address6 === undefined ? [] : [[address6, portsTo(uplink6.gate)]]),
  ])
  const present = await engine('GET', `${path}?recursion=1`)
  for (const { listen_address: old } of present.filter((forward) => !wanted.has(forward.listen_address)))
    await engine('DELETE', `${path}/${encodeURIComponent(old)}`)
  for (const [listen, ports] of wanted) {
    const found = present.find((forward) => forward.listen_address === listen)
    if (found === undefined) await engine('POST', path, { listen_address: listen, description: 'Reeve', config: {}, ports })
    else if (portsOf(found) !== portsOf({ ports }))
      await engine('PUT', `${path}/${encodeURIComponent(listen)}`, { description: 'Reeve', config: {}, ports })
  }
  return wanted.size === 0 ? 'loopback only' : [...wanted.keys()].join(' and ')
}
