import { type Ask, ask, mostAskBytes } from '../../../contracts/asks.ts'

const names: Record<string, Ask['of']> = { cpus: 'cpus', memory: 'memoryMiB', disk: 'diskMiB', processes: 'processes', port: 'port' }

const named = /^package ([a-z0-9.+-]{2,64})(?: (.*))?$/

/** One line as whoever asked wrote it: `memory +256 the nightly import`. Undefined for everything else. */
export function parseAsk(ticket: string, line: string): Ask | undefined {
  if (Buffer.byteLength(line) > mostAskBytes) return undefined
  const [, why] = /^snapshot(?: (.*))?$/.exec(line) ?? []
  if (line === 'snapshot' || why !== undefined) return read({ ticket, of: 'snapshot', how: 'to', amount: 1, reason: why ?? '' })
  const [, wanted, because = ''] = named.exec(line) ?? []
  if (wanted !== undefined) return read({ ticket, of: 'package', how: 'to', amount: 1, name: wanted, reason: because })
  const [, name = '', sign, amount, reason = ''] = /^([a-z]{4,9}) (\+?)(\d{1,9})(?: (.*))?$/.exec(line) ?? []
  const of = Object.hasOwn(names, name) ? names[name] : undefined
  if (of === 'port' && sign === '+') return undefined
  return read({ ticket, of, how: sign === '+' ? 'by' : 'to', amount: Number(amount), reason })
}

function read(found: unknown): Ask | undefined {
  const parsed = ask.safeParse(found)
  return parsed.success ? parsed.data : undefined
}

/** What the VPS gives: a ticket and a line each, apart by line feeds. What is no ticket is nobody's. */
export function readAsks(text: string): { ticket: string; line: string }[] {
  return text.split('\n').flatMap((row) => {
    const [, ticket, line] = /^([A-Za-z0-9]{10}) (.*)$/.exec(row) ?? []
    return ticket === undefined || line === undefined ? [] : [{ ticket, line }]
  })
}
