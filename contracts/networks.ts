/** Networks of IPv4 and IPv6 addresses: one spelling for each, and ranges of numbers to compute with. */
import * as z from 'zod'

export type Family = 4 | 6

/** Addresses from `first` to `last`, both included. */
export interface Range {
  family: Family
  first: bigint
  last: bigint
}

export const bitsOf = (family: Family): number => (family === 4 ? 32 : 128)
export const lastOf = (family: Family): bigint => (1n << BigInt(bitsOf(family))) - 1n

function number4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
}

function number6(text: string): bigint | undefined {
  // The last 32 bits may be written as IPv4.
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  if (tail !== null) {
    const low = number4(tail[2] ?? '')
    return low === undefined ? undefined : number6(`${tail[1]}${(low >> 16n).toString(16)}:${(low & 65_535n).toString(16)}`)
  }
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - rest.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...rest]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

/** An address as its family and number; undefined for anything else. An IPv4 address in IPv6's clothes is IPv4. */
export function addressOf(text: string): { family: Family; number: bigint } | undefined {
  const four = number4(text)
  if (four !== undefined) return { family: 4, number: four }
  const six = text.includes(':') && text.length <= 45 ? number6(text) : undefined
  if (six === undefined) return undefined
  return six >> 32n === 65_535n ? { family: 4, number: six & 4_294_967_295n } : { family: 6, number: six }
}

export function formatAddress(family: Family, number: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join('.')
  const groups = Array.from({ length: 8 }, (_, index) => ((number >> BigInt(112 - 16 * index)) & 65_535n).toString(16))
  // The longest run of zeros, the first of several, is left out (RFC 5952).
  let [start, length] = [0, 0]
  for (let at = 0; at < 8; at += 1) {
    let run = 0
    while (at + run < 8 && groups[at + run] === '0') run += 1
    if (run > length) [start, length] = [at, run]
  }
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}

/** `192.0.2.0/24`, `2001:db8::/32` or a single address, as the range it means; undefined for anything else. Bits beyond the prefix are dropped. */
export function rangeOf(text: string): Range | undefined {
  const [base = '', prefix, more] = text.split('/')
  const address = addressOf(base)
  if (address === undefined || more !== undefined) return undefined
  const { family, number } = address
  const mapped = family === 4 && base.includes(':')
  if (prefix !== undefined && (mapped || !/^(?:0|[1-9]\d{0,2})$/.test(prefix))) return undefined
  const bits = prefix === undefined ? bitsOf(family) : Number(prefix)
  if (bits > bitsOf(family)) return undefined
  const host = (1n << BigInt(bitsOf(family) - bits)) - 1n
  const first = number & ~host
  return { family, first, last: first | host }
}

/** The networks that a range is made of, fewest first, in their one spelling (always with a prefix). */
export function networksOf({ family, first, last }: Range): string[] {
  const found: string[] = []
  for (let at = first; at <= last; ) {
    let bits = 0
    while (bits < bitsOf(family) && (at & ((2n << BigInt(bits)) - 1n)) === 0n && at + (2n << BigInt(bits)) - 1n <= last) bits += 1
    found.push(`${formatAddress(family, at)}/${bitsOf(family) - bits}`)
    at += 1n << BigInt(bits)
  }
  return found
}

const order = (a: Range, b: Range): number => a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0)

/** Sorted, without overlap, neighbours joined. */
export function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = []
  for (const range of ranges.toSorted(order)) {
    const before = merged.at(-1)
    if (before !== undefined && before.family === range.family && range.first <= before.last + 1n) {
      if (range.last > before.last) merged[merged.length - 1] = { ...before, last: range.last }
    } else merged.push(range)
  }
  return merged
}

/** What of merged ranges is in no other merged one. */
export function without(merged: readonly Range[], others: readonly Range[]): Range[] {
  const left: Range[] = []
  let at = 0
  for (const { family, first, last } of merged) {
    let from = first
    for (; at < others.length; at += 1) {
      const other = others[at]
      if (other === undefined || other.family > family || (other.family === family && other.first > last)) break
      if (other.family < family || other.last < from) continue
      if (other.first > from) left.push({ family, first: from, last: other.first - 1n })
      from = other.last + 1n
      // It may reach into the next one as well.
      if (other.last >= last) break
    }
    if (from <= last) left.push({ family, first: from, last })
  }
  return left
}

/** Whether merged ranges hold an address: by halving. */
export function holds(merged: readonly Range[], { family, number }: { family: Family; number: bigint }): boolean {
  let [low, high] = [0, merged.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const range = merged[middle]
    if (range === undefined) return false
    if (range.family < family || (range.family === family && range.last < number)) low = middle + 1
    else if (range.family > family || range.first > number) high = middle - 1
    else return true
  }
  return false
}

/** A network in its one spelling. */
export const network = z
  .string()
  .trim()
  .max(49)
  .transform((text, context) => {
    const range = rangeOf(text)
    const spelt = range === undefined ? undefined : networksOf(range)[0]
    if (spelt !== undefined) return spelt
    context.addIssue({ code: 'custom', message: 'Write a network such as 192.0.2.0/24 or 2001:db8::/32, or one address.' })
    return z.NEVER
  })

export const ipAddress = z
  .string()
  .trim()
  .max(45)
  .transform((text, context) => {
    const found = addressOf(text)
    if (found !== undefined) return formatAddress(found.family, found.number)
    context.addIssue({ code: 'custom', message: 'Write an address such as 192.0.2.7 or 2001:db8::7.' })
    return z.NEVER
  })

/** An address or a network exactly as it is meant: nothing is set behind the prefix. */
export const sourceNetwork = z
  .string()
  .trim()
  .max(49)
  .refine((text) => {
    const range = rangeOf(text)
    return range !== undefined && range.first === addressOf(text.split('/')[0] ?? '')?.number
  }, 'Write an address or a network such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.')

/** Whether an address belongs to one of the networks. What is no address belongs to none. */
export function isIn(address: string, networks: readonly string[]): boolean {
  const found = addressOf(address)
  if (found === undefined) return false
  return networks.some((text) => {
    const range = rangeOf(text)
    return range !== undefined && holds([range], found)
  })
}
