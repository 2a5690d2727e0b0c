import { tenantAddresses } from '../../contracts/zones.ts'

const parse = (text: string): number => text.split('.').reduce((number, part) => number * 256 + Number(part), 0)
const format = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')

/** First and last address that services may have: the gate and room for its neighbours first, the broadcast address last are left out. */
function rangeOf(network: string): { first: number; last: number } {
  const [base = '', bits = '32'] = network.split('/')
  const start = parse(base)
  return { first: start + (network === tenantAddresses ? 256 : 1), last: start + 2 ** (32 - Number(bits)) - 2 }
}

/** The first free address after `after`, round the network; undefined when all are taken. */
export function nextFree(network: string, after: string | undefined, taken: ReadonlySet<string>): string | undefined {
  const { first, last } = rangeOf(network)
  const count = last - first + 1
  const start = after === undefined ? 0 : parse(after) - first + 1
  for (let step = 0; step < count; step += 1) {
    const candidate = format(first + ((start + step) % count))
    if (!taken.has(candidate)) return candidate
  }
  return undefined
}

/** Hardware address that belongs to an address: 02:88 and its four bytes. */
export const hardwareAddress = (address: string): string =>
  `02:88:${address
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join(':')}`
