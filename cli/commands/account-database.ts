import type { Command } from 'commander'
import { type Afterwards, afterwards, databaseAccess } from '../../contracts/accounts.ts'
import { newPassword } from '../../contracts/folder-hash.ts'
import { scramVerifier } from '../../contracts/scram.ts'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { collect, wishedList } from '../options.ts'
import { findService } from '../resolve.ts'
import { openSession } from '../session.ts'
import { settled, type WaitOption } from './account-settled.ts'

interface UserOptions extends WaitOption {
  grant: string[]
  grants: boolean
  newPassword?: boolean
}

export function addDatabaseUser(account: Command, io: Io): void {
  account
    .command('database-user')
    .description('make a user of databases, or change what it may; a new one gets a password, shown once')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<name>', 'name of the user')
    .option(
      '--grant <database=access>',
      `such as shop=read; access is ${databaseAccess.options.join(', ')}; can be given again`,
      collect,
      [],
    )
    .option('--no-grants', 'take away all that it may; without either it keeps what it has')
    .option('--new-password', 'give it a new password; sessions with the old one end')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, name: string, options: UserOptions, command: Command) => {
      const session = openSession(command, io)
      const wished = wishedList(['--grant', options.grant.map(grantOf)], ['--no-grants', options.grants])
      const { id } = await findService(session.api, text)
      const { databaseUsers } = await session.api.accounts.get.query({ service: id })
      const present = databaseUsers.find((user) => user.name === name)
      const grants = wished ?? present?.grants ?? []
      const fresh = options.newPassword === true || present === undefined
      const password = fresh ? newPassword() : undefined
      const asked = await session.api.accounts.putDatabaseUser.mutate({
        ...{ service: id, name, grants },
        ...(password !== undefined && { verifier: await scramVerifier(password) }),
      })
      await settled(session, asked, options, {
        object: { service: id, name, grants },
        words: `${name} is set up.`,
        ...(password !== undefined && { passwords: { [name]: password } }),
      })
    })

  account
    .command('remove-database-user')
    .description('end the sessions of a user and remove it')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<name>', 'name of the user')
    .requiredOption('--data <what>', 'what becomes of its tables: give (to the owner) or delete')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, name: string, options: { data: string } & WaitOption, command: Command) => {
      const session = openSession(command, io)
      const data = afterwardsOf('--data', options.data)
      const { id } = await findService(session.api, text)
      const asked = await session.api.accounts.removeDatabaseUser.mutate({ service: id, name, data })
      await settled(session, asked, options, { object: { service: id, name, data }, words: `${name} is removed.` })
    })
}

function grantOf(pair: string): { database: string; access: (typeof databaseAccess.options)[number] } {
  const [database = '', access] = pair.split('=')
  const known = databaseAccess.safeParse(access)
  if (!known.success)
    throw new UsageError(`--grant is such as shop=read, with one of ${databaseAccess.options.join(', ')}, not ${JSON.stringify(pair)}.`)
  return { database, access: known.data }
}

export function afterwardsOf(option: string, text: string): Afterwards {
  const known = afterwards.safeParse(text)
  if (!known.success) throw new UsageError(`${option} is give or delete, not ${JSON.stringify(text)}.`)
  return known.data
}
