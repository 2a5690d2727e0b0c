import * as z from 'zod'

/** An address or a network: `bits` of `family` 4 (32) or 6 (128) from the left count. */
export interface Network {
  family: 4 | 6
  value: bigint
  prefix: number
}

const widthOf = { 4: 32, 6: 128 } as const

/** An address as a number; IPv4 in an IPv6 address (`::ffff:192.0.2.1`) is the IPv4 address. Undefined for anything else. */
function parseAddress(text: string): Pick<Network, 'family' | 'value'> | undefined {
  if (!text.includes(':')) {
    const value = parseIpv4(text)
    return value === undefined ? undefined : { family: 4, value }
  }
  const value = parseIpv6(text)
  if (value === undefined) return undefined
  return value >> 32n === 0xffffn ? { family: 4, value: value & 0xffffffffn } : { family: 6, value }
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

function parseIpv6(text: string): bigint | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  if (dotted !== null) {
    const last = parseIpv4(dotted[2] ?? '')
    return last === undefined ? undefined : parseIpv6(`${dotted[1]}${(last >> 16n).toString(16)}:${(last & 0xffffn).toString(16)}`)
  }
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [front = [], back = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - front.length - back.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const parts = [...front, ...Array.from({ length: missing }, () => '0'), ...back]
  if (!parts.every((part) => /^[0-9A-Fa-f]{1,4}$/.test(part))) return undefined
  return parts.reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n)
}

/** `192.0.2.0/24`, `2001:db8::/32` or one address. Undefined for anything else, also where bits behind the prefix are set. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', length, more] = text.split('/')
  const parsed = parseAddress(address)
  if (parsed === undefined || more !== undefined) return undefined
  const width = widthOf[parsed.family]
  if (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined
  const prefix = length === undefined ? width : Number(length)
  if (prefix > width) return undefined
  const rest = BigInt(width - prefix)
  return (parsed.value >> rest) << rest === parsed.value ? { ...parsed, prefix } : undefined
}

/** Whether an address belongs to one of the networks. What is no address belongs to none. */
export function isIn(address: string, networks: readonly string[]): boolean {
  const found = parseAddress(address)
  if (found === undefined) return false
  return networks.some((text) => {
    const network = parseNetwork(text)
    if (network === undefined || network.family !== found.family) return false
    const rest = BigInt(widthOf[network.family] - network.prefix)
    return found.value >> rest === network.value >> rest
  })
}

export const sourceNetwork = z
  .string()
  .trim()
  .max(49)
  .refine((text) => parseNetwork(text) !== undefined, 'Write an address or a network such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.')
