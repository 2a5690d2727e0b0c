/** Rules as one writes them on a command line, and as one reads them in a table. */
import type { Direction, Hours, PortRange, Protocol, Rate, Remote, Rule, RuleContent, Verdict } from '../../../contracts/firewall.ts'
import { direction, protocol, verdict } from '../../../contracts/firewall.ts'
import { UsageError } from '../../failure.ts'

export const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const oneOf = <T extends string>(option: string, text: string, words: readonly T[]): T => {
  const found = words.find((word) => word === text)
  if (found === undefined) throw new UsageError(`${option} is one of ${words.join(', ')}.`)
  return found
}
export const verdictOf = (text: string): Verdict => oneOf('--verdict', text, verdict.options)
export const directionOf = (text: string): Direction => oneOf('--direction', text, direction.options)
export const protocolOf = (text: string): Protocol => oneOf('--protocol', text, protocol.options)

export function portsOf(texts: readonly string[]): PortRange[] {
  return texts.map((text) => {
    const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? []
    if (from === undefined) throw new UsageError(`--port is a port or a range such as 6000-6010, not ${JSON.stringify(text)}.`)
    return { from: Number(from), to: Number(to ?? from) }
  })
}

export function rateOf(text: string | undefined): Rate | null {
  if (text === undefined) return null
  const [, count, per] = /^(\d{1,6})\/(second|minute|hour)$/.exec(text) ?? []
  if (count === undefined) throw new UsageError(`--rate is such as 10/second, 60/minute or 100/hour, not ${JSON.stringify(text)}.`)
  return { count: Number(count), per: per as Rate['per'] }
}

/** `mon,tue@09:00-17:00`, times in UTC. */
export function hoursOf(text: string | undefined): Hours | null {
  if (text === undefined) return null
  const [, days = '', from = '', to = ''] = /^([a-z,]+)@(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? []
  const numbers = days.split(',').map((day) => dayNames.indexOf(day))
  if (days === '' || numbers.includes(-1)) throw new UsageError('--hours is such as mon,tue,wed@09:00-17:00 (UTC).')
  return { days: numbers, from: minuteOf(from), to: minuteOf(to) }
}

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
const clockOf = (minute: number): string => [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')

export const remoteText = (remote: Remote, sets: readonly { id: string; name: string }[]): string =>
  remote.kind === 'any'
    ? 'anywhere'
    : remote.kind === 'networks'
      ? remote.networks.join(', ')
      : `set ${sets.find(({ id }) => id === remote.set)?.name ?? remote.set}`
export const portText = ({ protocol: spoken, ports }: Pick<RuleContent, 'protocol' | 'ports'>): string =>
  ports.length === 0 ? spoken : `${spoken} ${ports.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(', ')}`
export const hoursText = (hours: Rule['hours']): string | null =>
  hours === null ? null : `${hours.days.map((day) => dayNames[day]).join(',')}@${clockOf(hours.from)}-${clockOf(hours.to)}`
export const rateText = (rate: Rule['rate']): string => (rate === null ? '' : ` ${rate.count}/${rate.per}`)
