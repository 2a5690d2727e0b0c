import type { Command } from 'commander'
import { cards } from '../../contracts/zones.ts'
import type { Io } from '../io.ts'
import { answer, openSession } from '../session.ts'
import { facts, table } from '../table.ts'

/** Where the gate listens, from the table of zones. */
const address = cards.gate.uplink[1]
const gate = { address, http: `http://${address}`, https: `https://${address}` }

export function addStatus(program: Command, io: Io): void {
  program
    .command('status')
    .description('what runs, and where to find it')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const status = await session.api.status.get.query()
      answer(session, { ...status, gate }, () => {
        const counts = Object.entries(status.services).filter(([, count]) => count > 0)
        return [
          facts([
            ['panel', status.panel.url],
            ['gate', `${gate.http} and ${gate.https}`],
            ['version', status.version],
            ['tenants', status.tenants],
            ['services', counts.map(([state, count]) => `${count} ${state}`).join(', ')],
            ['unfinished actions', status.actions],
          ]),
          '\n',
          table(
            status.zones,
            [
              ['zone', (zone) => zone.zone],
              ['state', (zone) => zone.state],
              ['detail', (zone) => zone.detail],
            ],
            'No zones.',
          ),
        ].join('')
      })
    })
}
