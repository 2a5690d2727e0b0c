import type { Command } from 'commander'
import { duty } from '../../contracts/roles.ts'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { findPerson } from '../resolve.ts'
import { answer, openSession } from '../session.ts'

/** What an administrator does with an account as a whole. */
export function addAccount(person: Command, io: Io): void {
  const change = (name: 'suspend' | 'resume', description: string, done: string) =>
    person
      .command(name)
      .description(description)
      .argument('<email>', 'address or id of the person')
      .action(async (text: string, _options: object, command: Command) => {
        const session = openSession(command, io)
        const found = await findPerson(session.api, text, undefined)
        await session.api.people[name].mutate({ person: found.id })
        answer(session, { id: found.id, suspended: name === 'suspend' }, () => `${done} ${found.email}.\n`)
      })
  change('suspend', 'end all sessions of a person and refuse sign-in and API tokens', 'Suspended')
  change('resume', 'let a suspended person in again', 'Resumed')

  person
    .command('duty')
    .description('give a person a duty in the installation, or take it back')
    .argument('<email>', 'address or id of the person')
    .argument('<duty>', [...duty.options, 'none'].join(', '))
    .option('--delete-plans', 'of a reseller: their plans are deleted with the duty')
    .action(async (text: string, name: string, options: { deletePlans?: true }, command: Command) => {
      const session = openSession(command, io)
      const chosen = duty.safeParse(name)
      if (!chosen.success && name !== 'none') throw new UsageError(`A duty is one of ${[...duty.options, 'none'].join(', ')}.`)
      const found = await findPerson(session.api, text, undefined)
      const given = chosen.data ?? null
      const deletePlans = options.deletePlans ?? false
      const { deletedPlans } = await session.api.people.setDuty.mutate({ person: found.id, duty: given, deletePlans })
      answer(
        session,
        { id: found.id, duty: given, deletedPlans },
        () =>
          `${found.email} ${given === null ? 'has no duty any more' : `is ${given} now`}.\n${deletedPlans.map((plan) => `Deleted the plan ${plan}.\n`).join('')}`,
      )
    })
}
