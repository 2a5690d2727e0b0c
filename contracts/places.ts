import { bridges, cards, uplink6 } from './zones.ts'

const own: readonly string[] = ['local', '::1', bridges.uplink.host, cards.gate.uplink[1], uplink6.host, uplink6.gate]

/**
 * Whether a client's address is the machine's own. A browser on it comes by its loopback, which the engine passes on to the gate: what the gate
 * sees then is its own address, or the bridge's.
 */
export const isThisMachine = (address: string): boolean =>
  own.includes(address.replace(/^::ffff:/, '')) || /^(?:::ffff:)?127\./.test(address)
