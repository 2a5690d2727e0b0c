import type { Accounts } from '../../../contracts/accounts.ts'
import type { RootFile } from '../kind.ts'

type Folders = Accounts['folders']

const users = '/etc/reeve/htpasswd'
/** What asks for a name and a password comes in this order: the deepest folder that fits decides. */
const ordered = (folders: Folders): Folders => folders.toSorted((a, b) => b.path.length - a.path.length || (a.path < b.path ? -1 : 1))

/** nginx compares the address as it understood it: decoded, without `..` and double slashes. */
const pattern = (path: string): string => (path === '' ? '~^/' : `~^/${path.replaceAll('.', '\\.')}(?:/|$)`)

/** Rows of the two maps: whether an address is protected, and by which file. */
export const protectionOf = (folders: Folders): { pattern: string; file: string }[] =>
  ordered(folders).map(({ path }, index) => ({ pattern: pattern(path), file: String(index + 1) }))

export const protectionUsers = `${users}.$closed_by`

export const protectionFiles = (folders: Folders): RootFile[] =>
  ordered(folders).map((folder, index) => ({
    path: `${users}.${index + 1}`,
    content: folder.users.map(({ name, hash }) => `${name}:${hash}\n`).join(''),
    mode: 0o644,
  }))
