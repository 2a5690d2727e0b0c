import * as z from 'zod'
import { protocol } from '@/contracts/firewall'
import { portsText, readPorts } from '@/contracts/firewall-text'
import { type HostRule, hostRule, hostVerdict } from '@/contracts/host'
import { newId } from '@/contracts/ids'
import { wholeNumber } from '@/contracts/plain-errors'

interface Values {
  /** Beginning with 1. */
  place: number
  verdict: HostRule['verdict']
  protocol: HostRule['protocol']
  networks: string
  ports: string
  comment: string
}
export interface PlacedHostRule {
  place: number
  rule: HostRule
}

/** What the form begins with: a rule as it is, or a new one at the end. */
export const hostRuleValues = (before: PlacedHostRule | undefined, end: number): Values => ({
  place: before?.place ?? end,
  verdict: before?.rule.verdict ?? 'allow',
  protocol: before?.rule.protocol ?? 'tcp',
  networks: before?.rule.networks.join('\n') ?? '',
  ports: portsText(before?.rule.ports ?? []),
  comment: before?.rule.comment ?? '',
})

/** The rules with one of them new, changed or elsewhere. */
export const withRule = (rules: readonly HostRule[], { place, rule }: PlacedHostRule): HostRule[] =>
  rules.filter(({ id }) => id !== rule.id).toSpliced(place - 1, 0, rule)

const fields: readonly string[] = ['verdict', 'protocol', 'networks', 'ports', 'comment']

/** Reads the form as a rule; complaints land on the field that they are about. */
export const hostRuleSchema = (before: HostRule | undefined, end: number, portsWrong: string) =>
  z
    .object({
      ...{ place: wholeNumber(1, end), verdict: hostVerdict, protocol },
      ...{ networks: z.string(), ports: z.string(), comment: z.string() },
    })
    .transform(({ place, networks, ports, ...rest }, context): PlacedHostRule => {
      const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
      const spoken = rest.protocol === 'tcp' || rest.protocol === 'udp'
      const read = spoken ? readPorts(ports) : []
      if (read === undefined) {
        say('ports', portsWrong)
        return z.NEVER
      }
      const words = networks.split(/[\s,]+/).filter((word) => word !== '')
      const { id, enabled } = before ?? { id: newId('r'), enabled: true }
      const rule = hostRule.safeParse({ ...rest, id, enabled, networks: words, ports: read })
      if (rule.success) return { place, rule: rule.data }
      for (const { path, message } of rule.error.issues) say(fields.includes(String(path[0])) ? String(path[0]) : 'verdict', message)
      return z.NEVER
    })
