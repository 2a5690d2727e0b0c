import type { Command } from 'commander'
import type { FirewallLogView } from '../../../contracts/firewall-views.ts'
import type { Io } from '../../io.ts'
import { answer, openSession, remark } from '../../session.ts'
import { table } from '../../table.ts'
import { type WhoseOptions, whoseOf } from './whose.ts'

type Hit = FirewallLogView['hits'][number]
type Line = FirewallLogView['lost'][number]

export function addFirewallLog(firewall: Command, io: Io): void {
  firewall
    .command('log')
    .description('what was turned away, newest first, and how often each rule was met')
    .option('--tenant <tenant>', 'only of a tenant')
    .action(async (options: WhoseOptions, command: Command) => {
      const session = openSession(command, io)
      const { tenant } = await whoseOf(session, options)
      const log = await session.api.firewall.log.query({ tenant })
      for (const { source, ports } of log.scans) remark(session, `${source} tried ${ports} ports at which nothing listens.`)
      const met = log.hits.filter(({ packets }) => packets > 0)
      answer(session, log, () => `${table(log.lost, columns, 'Nothing was turned away.')}\n${table(met, hitColumns, 'No rule was met.')}`)
    })
}

const hitColumns = [
  ['rule', (hit: Hit) => hit.rule],
  ['met', (hit: Hit) => hit.packets],
  ['last', (hit: Hit) => (hit.last === null ? null : new Date(hit.last).toISOString())],
] as const

const columns = [
  ['last', (line: Line) => new Date(line.at).toISOString()],
  ['packets', (line: Line) => line.packets],
  ['source', (line: Line) => line.source],
  ['destination', (line: Line) => line.destination],
  ['protocol', (line: Line) => line.protocol],
  ['port', (line: Line) => line.port],
  ['service', (line: Line) => line.serviceName],
  ['by', (line: Line) => line.rule ?? line.why],
] as const
