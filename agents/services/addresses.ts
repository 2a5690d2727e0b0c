import { formatAddress, numberOf, rangeOf } from '../core/addresses.ts'

/** The first free address after `after`, round the network; undefined when all are taken. */
export function nextFree(network: string, after: string | undefined, taken: ReadonlySet<string>): string | undefined {
  const { first, last } = rangeOf(network)
  const count = last - first + 1
  const start = after === undefined ? 0 : (numberOf(after) ?? first) - first + 1
  for (let step = 0; step < count; step += 1) {
    const candidate = formatAddress(first + ((start + step) % count))
    if (!taken.has(candidate)) return candidate
  }
  return undefined
}
