import * as z from 'zod'
import { protocol } from '@/contracts/firewall'
import { readPorts } from '@/contracts/firewall-text'
import { type HostRule, hostRule, hostVerdict } from '@/contracts/host'
import { newId } from '@/contracts/ids'

const values = z.object({ verdict: hostVerdict, protocol, networks: z.string(), ports: z.string(), comment: z.string() })
type Values = z.infer<typeof values>
export const newHostRule: Values = { verdict: 'allow', protocol: 'tcp', networks: '', ports: '', comment: '' }

const fields: readonly string[] = Object.keys(newHostRule)

/** Reads the form as a rule; complaints land on the field that they are about. */
export const hostRuleSchema = (portsWrong: string) =>
  values.transform(({ networks, ports, ...rest }, context): HostRule => {
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    const spoken = rest.protocol === 'tcp' || rest.protocol === 'udp'
    const read = spoken ? readPorts(ports) : []
    if (read === undefined) {
      say('ports', portsWrong)
      return z.NEVER
    }
    const words = networks.split(/[\s,]+/).filter((word) => word !== '')
    const rule = hostRule.safeParse({ ...rest, id: newId('r'), enabled: true, networks: words, ports: read })
    if (rule.success) return rule.data
    for (const { path, message } of rule.error.issues) say(fields.includes(String(path[0])) ? String(path[0]) : 'verdict', message)
    return z.NEVER
  })
