import type { Command } from 'commander'
import type { AccountsView } from '../../contracts/views.ts'
import type { Io } from '../io.ts'
import { findService } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { table } from '../table.ts'
import { addDatabaseUser } from './account-database.ts'
import { addProtectedFolder } from './account-folder.ts'
import { addOsAccounts } from './account-shell.ts'

export function addAccount(program: Command, io: Io): void {
  const account = program.command('account').description('accounts inside services: database users, users of the system, protected folders')

  account
    .command('list')
    .description('the accounts inside a service')
    .argument('<service>', 'TENANT/NAME or id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findService(session.api, text)
      const view = await session.api.accounts.get.query({ service: id })
      answer(session, view, () => table(rowsOf(view), columns, 'There is no account in this service.'))
    })

  addDatabaseUser(account, io)
  addOsAccounts(account, io)
  addProtectedFolder(account, io)
}

type Row = readonly [sort: string, name: string, detail: string]

const rowsOf = ({ databaseUsers, osUsers, osGroups, folders }: AccountsView): Row[] => [
  ...databaseUsers.map(
    ({ name, grants }): Row => ['database user', name, grants.map(({ database, access }) => `${database} (${access})`).join(', ')],
  ),
  ...osUsers.map(({ name, keys, groups }): Row => ['user', name, [`${keys.length} keys`, ...groups].join(', ')]),
  ...osGroups.map(({ name, members }): Row => ['group', name, members.join(', ')]),
  ...folders.map(({ path, users }): Row => ['protected folder', `/${path}`, users.join(', ')]),
]

const columns = [
  ['sort', (row: Row) => row[0]],
  ['name', (row: Row) => row[1]],
  ['detail', (row: Row) => row[2]],
] as const
