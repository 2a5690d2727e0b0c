import type { Command } from 'commander'
import { folderHashOf, newPassword } from '../../contracts/folder-hash.ts'
import type { Io } from '../io.ts'
import { collect } from '../options.ts'
import { findService } from '../resolve.ts'
import { openSession } from '../session.ts'
import { settled, type WaitOption } from './account-settled.ts'

interface FolderOptions extends WaitOption {
  user: string[]
  newPassword: string[]
}

/** As addresses name it, with or without the slash in front. */
const pathOf = (text: string): string => text.replace(/^\/+|\/+$/g, '')

export function addProtectedFolder(account: Command, io: Io): void {
  account
    .command('folder')
    .description('protect a folder of a website by passwords, or say anew who may in; who is new gets a password, shown once')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<path>', 'such as /admin; / is the whole site')
    .option('--user <name>', 'somebody who may in; can be given again', collect, [])
    .option('--new-password <name>', 'give one of them a new password; can be given again', collect, [])
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, folder: string, options: FolderOptions, command: Command) => {
      const session = openSession(command, io)
      const path = pathOf(folder)
      const { id } = await findService(session.api, text)
      const { folders } = await session.api.accounts.get.query({ service: id })
      const present = folders.find((one) => one.path === path)?.users ?? []
      const passwords: Record<string, string> = {}
      const users = await Promise.all(
        [...new Set([...options.user, ...options.newPassword])].map(async (name) => {
          if (present.includes(name) && !options.newPassword.includes(name)) return { name }
          const password = newPassword()
          passwords[name] = password
          return { name, hash: await folderHashOf(password) }
        }),
      )
      const asked = await session.api.accounts.putFolder.mutate({ service: id, path, users })
      const names = users.map(({ name }) => name)
      await settled(session, asked, options, { object: { service: id, path, users: names }, words: `/${path} is protected.`, passwords })
    })

  account
    .command('remove-folder')
    .description('open a protected folder to everybody')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<path>', 'such as /admin')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, folder: string, options: WaitOption, command: Command) => {
      const session = openSession(command, io)
      const path = pathOf(folder)
      const { id } = await findService(session.api, text)
      const asked = await session.api.accounts.removeFolder.mutate({ service: id, path })
      await settled(session, asked, options, { object: { service: id, path }, words: `/${path} is open to everybody.` })
    })
}
