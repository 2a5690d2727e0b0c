import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ReeveError } from '../../contracts/errors.ts'
import type { Io } from '../io.ts'
import { collect, wishedList } from '../options.ts'
import { findService } from '../resolve.ts'
import { openSession } from '../session.ts'
import { afterwardsOf } from './account-database.ts'
import { settled, type WaitOption } from './account-settled.ts'

interface UserOptions extends WaitOption {
  keyFile: string[]
  keys: boolean
  group: string[]
  groups: boolean
}

export function addOsAccounts(account: Command, io: Io): void {
  account
    .command('user')
    .description('make a user of the system in an SSH service, or change which keys and groups it has')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<name>', 'name of the user')
    .option('--key-file <file>', 'public keys that may sign in, one a line; can be given again', collect, [])
    .option('--no-keys', 'take all its keys away; without either it keeps those it has')
    .option('--group <group>', 'a group that it belongs to; can be given again', collect, [])
    .option('--no-groups', 'take it out of all groups; without either it stays where it is')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, name: string, options: UserOptions, command: Command) => {
      const session = openSession(command, io)
      const wishedKeys = wishedList(['--key-file', (await Promise.all(options.keyFile.map(keysIn))).flat()], ['--no-keys', options.keys])
      const wishedGroups = wishedList(['--group', options.group], ['--no-groups', options.groups])
      const { id } = await findService(session.api, text)
      const present = (await session.api.accounts.get.query({ service: id })).osUsers.find((user) => user.name === name)
      const keys = wishedKeys ?? present?.keys ?? []
      const groups = wishedGroups ?? present?.groups ?? []
      const asked = await session.api.accounts.putOsUser.mutate({ service: id, name, keys, groups })
      await settled(session, asked, options, { object: { service: id, name, groups }, words: `${name} is set up.` })
    })

  account
    .command('remove-user')
    .description('end the sessions and processes of a user and remove it')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<name>', 'name of the user')
    .requiredOption('--home <what>', 'what becomes of its home: give (to the main user) or delete')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, name: string, options: { home: string } & WaitOption, command: Command) => {
      const session = openSession(command, io)
      const home = afterwardsOf('--home', options.home)
      const { id } = await findService(session.api, text)
      const asked = await session.api.accounts.removeOsUser.mutate({ service: id, name, home })
      await settled(session, asked, options, { object: { service: id, name, home }, words: `${name} is removed.` })
    })

  account
    .command('group')
    .description('make a group with a shared folder, /srv/shared/NAME')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<name>', 'name of the group')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, name: string, options: WaitOption, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findService(session.api, text)
      const asked = await session.api.accounts.putOsGroup.mutate({ service: id, name })
      await settled(session, asked, options, { object: { service: id, name }, words: `The group ${name} is there.` })
    })

  account
    .command('remove-group')
    .description('remove a group')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<name>', 'name of the group')
    .requiredOption('--folder <what>', 'what becomes of its shared folder: give (to the main user) or delete')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, name: string, options: { folder: string } & WaitOption, command: Command) => {
      const session = openSession(command, io)
      const folder = afterwardsOf('--folder', options.folder)
      const { id } = await findService(session.api, text)
      const asked = await session.api.accounts.removeOsGroup.mutate({ service: id, name, folder })
      await settled(session, asked, options, { object: { service: id, name, folder }, words: `The group ${name} is removed.` })
    })
}

async function keysIn(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ReeveError('bad_input', `The key file ${file} cannot be read.`, error)
  })
  return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
}
