/** Rules as one writes them on a command line. */
import type { Direction, Hours, PortRange, Protocol, Rate, Verdict } from '../../../contracts/firewall.ts'
import { direction, protocol, verdict } from '../../../contracts/firewall.ts'
import { readHours, readPorts, readRate } from '../../../contracts/firewall-text.ts'
import { UsageError } from '../../failure.ts'

const oneOf = <T extends string>(option: string, text: string, words: readonly T[]): T => {
  const found = words.find((word) => word === text)
  if (found === undefined) throw new UsageError(`${option} is one of ${words.join(', ')}.`)
  return found
}
export const verdictOf = (text: string): Verdict => oneOf('--verdict', text, verdict.options)
export const directionOf = (text: string): Direction => oneOf('--direction', text, direction.options)
export const protocolOf = (text: string): Protocol => oneOf('--protocol', text, protocol.options)

function read<T>(text: string | undefined, reader: (text: string) => T | undefined, otherwise: string): T | null {
  if (text === undefined) return null
  const found = reader(text)
  if (found === undefined) throw new UsageError(`${otherwise}, not ${JSON.stringify(text)}.`)
  return found
}

export const portsOf = (texts: readonly string[]): PortRange[] =>
  read(texts.join(' '), readPorts, '--port is a port or a range such as 6000-6010') ?? []
export const rateOf = (text: string | undefined): Rate | null => read(text, readRate, '--rate is such as 10/second, 60/minute or 100/hour')
export const hoursOf = (text: string | undefined): Hours | null => read(text, readHours, '--hours is such as mon,tue@09:00-17:00 (UTC)')
