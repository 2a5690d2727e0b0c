import { servicesAtMost, tenantAddresses } from '../../contracts/zones.ts'

const parse = (text: string): number => text.split('.').reduce((number, part) => number * 256 + Number(part), 0)
const literal = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/

/** An IPv4 address from its number. */
export const formatAddress = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')

/** First and last address that services may have, as numbers: the gate and room for its neighbours come first, the broadcast address last. */
export function rangeOf(network: string): { first: number; last: number } {
  const [base = '', bits = '32'] = network.split('/')
  const start = parse(base)
  if (network === tenantAddresses) return { first: start + 256, last: start + 255 + servicesAtMost }
  return { first: start + 1, last: start + 2 ** (32 - Number(bits)) - 2 }
}

/** The number of an address, which has its one usual form. Undefined for anything else. */
export function numberOf(address: string): number | undefined {
  const number = literal.test(address) ? parse(address) : undefined
  return number !== undefined && formatAddress(number) === address ? number : undefined
}

/** Whether a service may have the address in the network. */
export function isServiceAddress(network: string, address: string): boolean {
  const [{ first, last }, number] = [rangeOf(network), numberOf(address)]
  return number !== undefined && number >= first && number <= last
}

/** Hardware address that belongs to an address: 02:88 and its four bytes. */
export const hardwareAddress = (address: string): string =>
  `02:88:${address
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join(':')}`

/** Name of the host's end of the card with an address, by which the host's bridge table knows who may send there: `rvt` and the address's last two bytes. */
export const cardName = (address: string): string => `rvt${hardwareAddress(address).split(':').slice(-2).join('')}`

/** The address whose card has this name. Undefined for anything else. */
export function addressOfCard(name: string): string | undefined {
  const [, third, fourth] = /^rvt([0-9a-f]{2})([0-9a-f]{2})$/.exec(name) ?? []
  if (third === undefined || fourth === undefined) return undefined
  return formatAddress(parse(tenantAddresses.split('/')[0] ?? '') + Number.parseInt(third + fourth, 16))
}
