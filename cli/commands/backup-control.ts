import type { Command } from 'commander'
import type { BackupRow } from '../../contracts/backups.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { answer, openSession } from '../session.ts'
import { ago, type Column, moment, sizeText, table } from '../table.ts'
import { type PolicyOptions, policyOf, policyWords, withPolicy } from './backup-policy.ts'

const verdictText = (verdict: BackupRow['verified']): string => (verdict === null ? '' : verdict.ok ? 'good' : 'damaged')

/** Backups of the installation itself: what `reeve restore` begins with. */
export function addControl(backup: Command, io: Io): void {
  backup
    .command('control')
    .description('back the installation itself up now: its databases, keys and settings')
    .option('--list', 'its backups, and what is planned, instead')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async ({ list = false, wait }: { list?: boolean; wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      if (!list) {
        const { action } = await session.api.backups.runControl.mutate()
        if (wait) await done(session, action)
        const { state, result } = await session.api.actions.get.query({ action })
        answer(session, { action, state, result: wait ? result : null }, () =>
          wait ? 'Backed up the installation.\n' : `Asked for: ${action}\n`,
        )
        return
      }
      const { control, outside } = await session.api.backups.state.query()
      const columns: Column<BackupRow>[] = [
        ['backup', ({ id }) => id.slice(0, 12)],
        ['age', ({ at }) => ago(at, io.now())],
        ['size', ({ bytes }) => sizeText(bytes)],
        ['repository', ({ repository }) => repository],
        ['verified', ({ verified }) => verdictText(verified)],
      ]
      const next = control.nextAt === null ? 'No backup is planned.' : `Next: ${moment(control.nextAt)}.`
      const inside = outside || control.policy.repository !== 'local' ? '' : `${insideWords}\n`
      answer(
        session,
        { ...control, outside },
        () => `${table(control.backups, columns, 'No backups. Make one: reeve backup control')}${next}\n${inside}`,
      )
    })

  withPolicy(
    backup
      .command('control-policy')
      .description('when the installation itself is backed up, and how long that stays; with options: change that'),
  ).action(async (options: PolicyOptions, command: Command) => {
    const session = openSession(command, io)
    const before = (await session.api.backups.state.query()).control
    if (Object.keys(options).length > 0) await session.api.backups.setControlPolicy.mutate(policyOf(options, before.policy))
    const { policy, nextAt } = (await session.api.backups.state.query()).control
    answer(session, { policy, nextAt }, () => policyWords(policy))
  })
}

const insideWords =
  'They lie in the pool of this machine and are lost with it. Name a folder of another disk, and they go along: npm run up -- --backup-folder PATH'
