import type { Command } from 'commander'
import type { SnapshotView } from '../../contracts/snapshots.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { findService } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { moment, table } from '../table.ts'

/** The data of a service as it was at a few moments. */
export function addSnapshots(service: Command, io: Io): void {
  service
    .command('snapshot')
    .description('keep its data as it is now; the newest three stay, and as many that the service itself asked for')
    .argument('<service>', 'TENANT/NAME or id')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, options: { wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      const found = await findService(session.api, text)
      const { action } = await session.api.services.snapshot.mutate({ service: found.id })
      if (options.wait) await done(session, action)
      answer(session, { service: found.id, action }, () =>
        options.wait ? `Kept the data of ${found.tenantName}/${found.name}.\n` : `Asked for: ${action}\n`,
      )
    })

  service
    .command('snapshots')
    .description('snapshots of its data, the newest first')
    .argument('<service>', 'TENANT/NAME or id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findService(session.api, text)
      const snapshots = await session.api.services.snapshots.query({ service: id })
      answer(session, snapshots, () => table(snapshots, columns, 'No snapshots.'))
    })

  service
    .command('revert')
    .description('put its data back; what is there now stays as a snapshot, and the service is stopped meanwhile')
    .argument('<service>', 'TENANT/NAME or id')
    .requiredOption('--to <snapshot>', 'see `reeve service snapshots`')
    .option('--rehearse', 'try it on a copy first, and change nothing unless that works')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, options: { to: string; rehearse?: true; wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      const found = await findService(session.api, text)
      const { action } = await session.api.services.revert.mutate({ service: found.id, snapshot: options.to, rehearse: options.rehearse })
      if (options.wait) await done(session, action)
      answer(session, { service: found.id, action }, () =>
        options.wait ? `Put the data of ${found.tenantName}/${found.name} back.\n` : `Asked for: ${action}\n`,
      )
    })
}

const columns = [
  ['snapshot', (snapshot: SnapshotView) => snapshot.name],
  ['taken', (snapshot: SnapshotView) => moment(snapshot.at)],
] as const
