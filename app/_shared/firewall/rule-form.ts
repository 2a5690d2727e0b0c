import * as z from 'zod'
import { direction, protocol, type Rule, type RuleContent, ruleContent, verdict } from '@/contracts/firewall'
import { clockText, daysText, portsText, rateText, readClock, readDays, readPorts, readRate } from '@/contracts/firewall-text'
import { wholeNumber } from '@/contracts/plain-errors'

/** The rule as its form has it: text for what people write. */
export interface RuleValues {
  /** Beginning with 1. */
  place: number
  direction: RuleContent['direction']
  verdict: RuleContent['verdict']
  rate: string
  remote: RuleContent['remote']['kind']
  networks: string
  set: string
  protocol: RuleContent['protocol']
  ports: string
  /** `all`, one service's id, or `several` for what the form leaves as it is. */
  service: string
  when: 'always' | 'hours'
  days: string
  from: string
  to: string
  comment: string
}

/** A rule with the place in its list that it is to have. */
export interface WrittenRule {
  place: number
  rule: RuleContent
}

export const valuesOf = (rule: Rule | undefined, place: number, service: string | undefined): RuleValues => ({
  place,
  direction: rule?.direction ?? 'in',
  verdict: rule?.verdict ?? 'deny',
  rate: rule?.rate ? rateText(rule.rate) : '',
  remote: rule?.remote.kind ?? 'networks',
  networks: rule?.remote.kind === 'networks' ? rule.remote.networks.join('\n') : '',
  set: rule?.remote.kind === 'set' ? rule.remote.set : '',
  protocol: rule?.protocol ?? 'any',
  ports: portsText(rule?.ports ?? []),
  service: serviceOf(rule?.services ?? (service === undefined ? null : [service])),
  when: rule?.hours ? 'hours' : 'always',
  days: rule?.hours ? daysText(rule.hours.days) : 'mon,tue,wed,thu,fri',
  from: rule?.hours ? clockText(rule.hours.from) : '09:00',
  to: rule?.hours ? clockText(rule.hours.to) : '17:00',
  comment: rule?.comment ?? '',
})

const serviceOf = (services: readonly string[] | null): string =>
  services === null ? 'all' : services.length === 1 ? (services[0] ?? 'all') : 'several'

interface Words {
  rateWrong: string
  portsWrong: string
  daysWrong: string
  clockWrong: string
}

/** Reads the form as a rule; complaints land on the field that they are about. */
export const ruleSchema = (before: Rule | undefined, end: number, words: Words) =>
  z
    .object({
      place: wholeNumber(1, end),
      ...{ direction, verdict, rate: z.string(), remote: z.enum(['any', 'networks', 'set']), networks: z.string(), set: z.string() },
      ...{ protocol, ports: z.string(), service: z.string(), when: z.enum(['always', 'hours']) },
      ...{ days: z.string(), from: z.string(), to: z.string(), comment: z.string() },
    })
    .transform((values, context): WrittenRule => {
      const say = (path: keyof RuleValues, message: string) => context.addIssue({ code: 'custom', path: [path], message })
      const wanted = <T>(value: T | undefined, path: keyof RuleValues, message: string): T | undefined => {
        if (value === undefined) say(path, message)
        return value
      }
      const limits = values.verdict === 'limit'
      const timed = values.when === 'hours'
      const spoken = values.protocol === 'tcp' || values.protocol === 'udp'
      const parts = {
        rate: limits ? wanted(readRate(values.rate), 'rate', words.rateWrong) : null,
        ports: spoken ? wanted(readPorts(values.ports), 'ports', words.portsWrong) : [],
        days: timed ? wanted(readDays(values.days), 'days', words.daysWrong) : [],
        from: timed ? wanted(readClock(values.from), 'from', words.clockWrong) : 0,
        to: timed ? wanted(readClock(values.to), 'to', words.clockWrong) : 0,
      }
      if (Object.values(parts).includes(undefined)) return z.NEVER
      const read = ruleContent.safeParse({
        ...{ enabled: before?.enabled ?? true, direction: values.direction, verdict: values.verdict, protocol: values.protocol },
        ...{ rate: parts.rate, ports: parts.ports, comment: values.comment, remote: remoteOf(values) },
        services: values.service === 'all' ? null : values.service === 'several' ? (before?.services ?? null) : [values.service],
        hours: timed ? { days: parts.days, from: parts.from, to: parts.to } : null,
      })
      if (read.success) return { place: values.place, rule: read.data }
      for (const { path, message } of read.error.issues) say(fieldOf(path), message)
      return z.NEVER
    })

const remoteOf = ({ remote, networks, set }: Pick<RuleValues, 'remote' | 'networks' | 'set'>) => {
  if (remote === 'any') return { kind: 'any' }
  if (remote === 'set') return { kind: 'set', set }
  return { kind: 'networks', networks: networks.split(/[\s,]+/).filter((word) => word !== '') }
}

function fieldOf([first, second]: readonly PropertyKey[]): keyof RuleValues {
  if (first === 'remote') return second === 'set' ? 'set' : 'networks'
  if (first === 'hours') return second === 'from' || second === 'to' ? second : 'days'
  if (first === 'services') return 'service'
  return first === 'rate' || first === 'ports' || first === 'comment' ? first : 'verdict'
}
