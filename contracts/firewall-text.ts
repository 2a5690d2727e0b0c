/** Parts of rules as people write and read them. Reading gives undefined for what is no such thing. Pure. */
import type { Hours, PortRange, Rate, Remote, RuleContent } from './firewall.ts'

export const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** `80, 443, 6000-6010`; nothing means every port. */
export function readPorts(text: string): PortRange[] | undefined {
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  const ports = words.flatMap((word) => {
    const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(word) ?? []
    return from === undefined ? [] : [{ from: Number(from), to: Number(to ?? from) }]
  })
  return ports.length === words.length ? ports : undefined
}

/** `10/second`, `60/minute`, `100/hour`. */
export function readRate(text: string): Rate | undefined {
  const [, count, per] = /^(\d{1,6})\/(second|minute|hour)$/.exec(text.trim()) ?? []
  return count === undefined ? undefined : { count: Number(count), per: per as Rate['per'] }
}

/** `mon,tue` as numbers. */
export function readDays(text: string): number[] | undefined {
  const numbers = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => dayNames.indexOf(word.slice(0, 3)))
  return numbers.includes(-1) ? undefined : numbers
}

/** `09:30` in minutes. */
export function readClock(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d\d)$/.exec(text.trim()) ?? []
  const minutes = Number(hour) * 60 + Number(minute)
  return Number(minute) < 60 && minutes <= 1440 ? minutes : undefined
}

/** `mon,tue@09:00-17:00`. */
export function readHours(text: string): Hours | undefined {
  const [, days = '', begin = '', end = ''] = /^([a-z, ]+)@([\d:]+)-([\d:]+)$/i.exec(text.trim()) ?? []
  const [numbers, from, to] = [readDays(days), readClock(begin), readClock(end)]
  return numbers === undefined || from === undefined || to === undefined ? undefined : { days: numbers, from, to }
}

const two = (number: number): string => String(number).padStart(2, '0')
export const clockText = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
export const daysText = (days: readonly number[]): string => days.map((day) => dayNames[day]).join(',')
export const hoursText = ({ days, from, to }: Hours): string => `${daysText(days)}@${clockText(from)}-${clockText(to)}`
export const portsText = (ports: readonly PortRange[]): string =>
  ports.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ')
export const rateText = ({ count, per }: Rate): string => `${count}/${per}`
/** `tcp 80, 443`. */
export const trafficText = ({ protocol, ports }: Pick<RuleContent, 'protocol' | 'ports'>): string =>
  ports.length === 0 ? protocol : `${protocol} ${portsText(ports)}`
export const remoteText = (remote: Remote, sets: readonly { id: string; name: string }[], anywhere: string): string => {
  if (remote.kind === 'any') return anywhere
  return remote.kind === 'networks' ? remote.networks.join(', ') : (sets.find(({ id }) => id === remote.set)?.name ?? remote.set)
}
/** A rule in one line: `deny in 192.0.2.0/24 tcp 80`. */
export const ruleText = (rule: RuleContent, sets: readonly { id: string; name: string }[], anywhere: string): string =>
  [rule.verdict, rule.rate && rateText(rule.rate), rule.direction, remoteText(rule.remote, sets, anywhere), trafficText(rule)]
    .filter(Boolean)
    .join(' ')
