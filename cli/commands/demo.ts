import type { Command } from 'commander'
import { paths } from '../../contracts/zones.ts'
import { readAuthenticator } from '../approve.ts'
import { makeDemo, removeDemo } from '../demo/make.ts'
import type { Io } from '../io.ts'
import { answer, openSession } from '../session.ts'
import { table } from '../table.ts'

export function addDemo(program: Command, io: Io): void {
  program
    .command('demo')
    .description('two tenants with sites, a database and some traffic')
    .option('--remove', "take exactly those out again, approved by the machine's own key unless --approve-with names another")
    .action(async (options: { remove?: boolean }, command: Command) => {
      const session = openSession(command, io)
      if (options.remove === true) {
        const removed = await removeDemo({ ...session, approver: session.approver ?? readAuthenticator(paths.approver) })
        answer(session, { removed }, () => (removed.length === 0 ? 'There is no demo.\n' : `Removed ${removed.join(', ')}.\n`))
        return
      }
      const made = await makeDemo(session)
      const services = made.flatMap(({ services: all }) => all)
      answer(session, made, () =>
        table(
          services,
          [
            ['service', (service) => service.service],
            ['found by', (service) => service.domains.join(' ') || service.ownAddress],
          ],
          '',
        ),
      )
    })
}
