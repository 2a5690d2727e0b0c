import type { Command } from 'commander'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { findPerson, findTenant } from '../resolve.ts'
import { answer, openSession } from '../session.ts'

export function addHandOver(tenant: Command, io: Io): void {
  tenant
    .command('hand-over')
    .description('make somebody of the tenant its owner in the place of another (critical: needs an approval)')
    .argument('<tenant>', 'name or id')
    .requiredOption('--from <email>', 'the owner who gives it up')
    .requiredOption('--to <email>', 'the person who takes it')
    .option('--leaves', 'the one before leaves the tenant; else stays as a member')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, options: { from: string; to: string; leaves?: boolean; wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      const { id, name } = await findTenant(session.api, text)
      const [from, to] = [await findPerson(session.api, options.from, id), await findPerson(session.api, options.to, id)]
      const asked = { tenant: id, from: from.id, to: to.id, leaves: options.leaves === true }
      const { action } = await session.api.tenants.handOver.mutate(asked)
      if (options.wait) await done(session, action)
      answer(session, { id, owner: to.id, action }, () =>
        options.wait ? `${to.email} owns ${name}.\n` : `Asked to hand ${name} over to ${to.email}: ${action}\n`,
      )
    })
}
