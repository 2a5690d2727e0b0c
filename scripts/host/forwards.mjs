/** The gate on an address of the machine (--address): the engine rewrites destinations, so that the gate sees every client's own address. */
import { engine } from './incus.mjs'

const portsOf = (forward) => forward.ports.map((port) => `${port.protocol} ${port.listen_port} ${port.target_address}`).join()

/** SSH stays the host's own: services that speak it are found by addresses of their own. */
export const forwardedPorts = [80, 443, 5432]

/** Forwards of the bridge are exactly what `address` asks for; undefined: none. */
export async function ensureForwards({ bridges, cards }, address) {
  const path = `/1.0/networks/${bridges.uplink.name}/forwards`
  const ports = [{ protocol: 'tcp', listen_port: forwardedPorts.join(','), target_address: cards.gate.uplink[1], description: '' }]
  const present = await engine('GET', `${path}?recursion=1`)
  for (const { listen_address: old } of present.filter((forward) => forward.listen_address !== address))
    await engine('DELETE', `${path}/${old}`)
  if (address === undefined) return 'loopback only'
  const found = present.find((forward) => forward.listen_address === address)
  if (found === undefined) await engine('POST', path, { listen_address: address, description: 'Reeve', config: {}, ports })
  else if (portsOf(found) !== portsOf({ ports })) await engine('PUT', `${path}/${address}`, { description: 'Reeve', config: {}, ports })
  return address
}
