import type { Command } from 'commander'
import type { FirewallTestView } from '../../../contracts/firewall-views.ts'
import { UsageError } from '../../failure.ts'
import type { Io } from '../../io.ts'
import { wholeNumber } from '../../options.ts'
import { findService } from '../../resolve.ts'
import { answer, openSession } from '../../session.ts'
import { facts } from '../../table.ts'
import { directionOf, protocolOf } from './written.ts'

interface Options {
  service?: string
  direction: string
  protocol: string
  port: string
  at?: string
}

export function addFirewallTest(firewall: Command, io: Io): void {
  firewall
    .command('test')
    .description('what a packet would meet, answered with the rule that decides')
    .argument('<address>', 'the other side')
    .option('--service <service>', 'to or from this service; without it to the gate itself')
    .option('--direction <direction>', 'in or out', 'in')
    .option('--protocol <protocol>', 'tcp, udp, icmp', 'tcp')
    .option('--port <port>', 'where it goes to', '443')
    .option('--at <time>', 'then, such as 2026-01-31T12:00:00Z, instead of now')
    .action(async (address: string, options: Options, command: Command) => {
      const session = openSession(command, io)
      const service = options.service === undefined ? undefined : (await findService(session.api, options.service)).id
      const protocol = protocolOf(options.protocol)
      if (protocol === 'any') throw new UsageError('A packet has one protocol: tcp, udp or icmp.')
      const at = options.at === undefined ? undefined : Date.parse(options.at)
      if (Number.isNaN(at)) throw new UsageError('--at is a time such as 2026-01-31T12:00:00Z.')
      const port = protocol === 'icmp' ? 0 : wholeNumber('--port', options.port)
      const packet = { address, service, direction: directionOf(options.direction), protocol, port, at }
      const met = await session.api.firewall.test.query(packet)
      answer(session, met, () => facts(lines(met)))
    })
}

const lines = ({ verdict, why, rule, limits }: FirewallTestView): [string, string][] => [
  ['verdict', verdict],
  ['by', rule === null ? `no rule: ${why}` : `${rule.scope} rule ${rule.place}${rule.comment === '' ? '' : ` (${rule.comment})`}`],
  ...limits.map(({ scope, rate }): [string, string] => ['up to', `${rate}, by a ${scope} rule`]),
]
