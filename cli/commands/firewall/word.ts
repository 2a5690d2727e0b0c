import { setTimeout as after } from 'node:timers/promises'
import type { Command } from 'commander'
import { ReeveError } from '../../../contracts/errors.ts'
import { confirmSeconds } from '../../../contracts/firewall.ts'
import { actionAtRest } from '../../../contracts/states.ts'
import { done } from '../../follow.ts'
import type { Io } from '../../io.ts'
import { answer, openSession, remark, type Session } from '../../session.ts'
import { type Whose, type WhoseOptions, whoseOf } from './whose.ts'

export interface WordOptions {
  wait: boolean
  keep?: boolean
}

/** Follows a change to its end. One that may cut people off is kept with `--keep`, else somebody has to say so meanwhile. */
export async function stands(session: Session, action: string, { tenant }: Whose, { wait, keep }: WordOptions): Promise<void> {
  for (let told = false; wait; ) {
    const changes = await session.api.firewall.changes.query({ tenant })
    const change = changes.find((each) => each.action === action)
    if (change?.waiting && keep) {
      await session.api.firewall.confirm.mutate({ tenant, set: change.set ?? undefined, generation: change.generation })
      break
    }
    if (change?.waiting && !told) {
      told = true
      remark(session, `This may cut people off. It goes back in ${confirmSeconds} s unless you run \`reeve firewall confirm\` elsewhere.`)
    }
    if (actionAtRest((await session.api.actions.get.query({ action })).state)) break
    await after(200)
  }
  if (wait) await done(session, action)
}

export function addConfirm(firewall: Command, io: Io): void {
  firewall
    .command('confirm')
    .description('keep a change that would go back by itself')
    .option('--tenant <tenant>', 'of the rules of a tenant')
    .action(async (options: WhoseOptions, command: Command) => {
      const session = openSession(command, io)
      const { tenant } = await whoseOf(session, options)
      const changes = await session.api.firewall.changes.query({ tenant })
      const waiting = changes.filter((change) => change.waiting)
      if (waiting.length === 0) throw new ReeveError('not_found', 'No change of the firewall waits for a confirmation.')
      for (const { generation, set } of waiting) await session.api.firewall.confirm.mutate({ tenant, set: set ?? undefined, generation })
      const confirmed = waiting.map(({ action, generation, set }) => ({ action, generation, set }))
      answer(session, confirmed, () => 'Kept.\n')
    })
}
