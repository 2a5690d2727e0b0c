import type { Command } from 'commander'
import type { HostStatus } from '../../contracts/host.ts'
import type { Io } from '../io.ts'
import { answer, openSession } from '../session.ts'
import { facts } from '../table.ts'
import { addHostFirewall } from './host/firewall.ts'

export function addHost(program: Command, io: Io): void {
  const host = program.command('host').description('the machine itself')
  host
    .command('status')
    .description('its system, since when it runs, its disks, and whether it needs a restart')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const { status } = await session.api.host.show.query()
      answer(session, status, () => facts(factsOf(status)))
    })
  addHostFirewall(host, io)
}

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`

const factsOf = (status: HostStatus): [string, string][] => [
  ['system', status.system],
  ['kernel', status.kernel],
  ['runs for', `${Math.floor(status.uptimeSeconds / 3600)} h`],
  ['needs a restart', status.rebootNeeded ? 'yes' : 'no'],
  ...status.disks.map(({ path, freeBytes, totalBytes }): [string, string] => [
    `free on ${path}`,
    `${gibibytes(freeBytes)} of ${gibibytes(totalBytes)}`,
  ]),
]
