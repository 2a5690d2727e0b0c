/** What `restore` is told: where the repository is, which backup, and the printed key, which is never an argument. Pure but for the files that it names. */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { isFolder, listenOf, listenOptions, UsageError } from '../up/options.mjs'

export const usage = `Usage: npm run restore -- (--folder PATH | --repository FILE) [--key-file FILE] [--backup ID] [--try] [OPTION OF UP]...

Brings a whole installation back on an empty machine, from a backup of the installation and the backups of its services.

  --folder PATH      the folder that "up -- --backup-folder" named before, on this machine now
  --repository FILE  a place elsewhere, as "reeve backup place NAME --key-file FILE" printed it:
                     {"spec": {"sort": "sftp", ...}, "secret": {"privateKey": "..."}} or {"accessKey": "...", "secretKey": "..."}
  --key-file FILE    the recovery key that "reeve backup recovery-key" printed; without it the terminal asks
  --backup ID        another backup of the installation than the newest
  --try              bring nothing back: fetch the backup of the installation with this key from this place, compare every byte, and
                     throw it away. On a machine where Reeve runs
  --help             this text

What is another on this machine than on the lost one is said by the options of "up" (npm run up -- --help): --address, --address6, --host,
--mail-relay, --web-proxy, --sign-in, --backup-target, --backup-folder. What is not said stays as it was; "none" takes it away.

Killed half way it goes on when it is called again, without being told anything.
`

const own = {
  folder: { type: 'string' },
  repository: { type: 'string' },
  'key-file': { type: 'string' },
  backup: { type: 'string' },
  try: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
}

/** {folder | repositoryFile, keyFile, backup, trial, help, listen} of the command line; `listen`: what was said of the options of `up`, for `listenOf`. */
export function readRestoreOptions(argv) {
  let values
  try {
    ;({ values } = parseArgs({ args: argv, options: { ...listenOptions, ...own } }))
  } catch (error) {
    throw new UsageError(error.message)
  }
  const { folder, repository: repositoryFile, 'key-file': keyFile, backup, try: trial = false, help = false, ...listen } = values
  if (folder !== undefined && repositoryFile !== undefined) throw new UsageError('Say --folder or --repository, not both.')
  if (folder !== undefined && !isFolder(folder))
    throw new UsageError(`--folder ${folder}: write the whole path of a folder, such as /mnt/backups.`)
  if (folder !== undefined && listen['backup-folder'] !== undefined)
    throw new UsageError('The repositories stay in the folder of --folder: leave --backup-folder out.')
  if (backup !== undefined && !/^[0-9a-f]{8,64}$/.test(backup)) throw new UsageError(`--backup ${backup}: this is not the id of a backup.`)
  listenOf(listen)
  return { folder, repositoryFile, keyFile, backup, trial, help, listen }
}

/** The key as the sheet has it, with or without its blanks. */
export function keyOf(text) {
  const key = text.replaceAll(/\s/g, '').toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(key)) throw new UsageError('This is no recovery key: it has 64 characters, 0 to 9 and a to f.')
  return key
}

function fileText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${error.code}).`)
  }
}

/** From its file, or typed where nobody sees it. */
export async function askKey(keyFile) {
  if (keyFile !== undefined) return keyOf(fileText(keyFile))
  if (!process.stdin.isTTY) throw new UsageError('Nobody is there to ask for the recovery key. Put it into a file and say --key-file FILE.')
  process.stdout.write('The recovery key, as its sheet has it (it is not shown): ')
  const terminal = createInterface({
    input: process.stdin,
    output: new Writable({ write: (_part, _encoding, done) => done() }),
    terminal: true,
  })
  const text = await terminal.question('')
  terminal.close()
  process.stdout.write('\n')
  return keyOf(text)
}

/** {spec, secret}. `schemas`: contracts/backups.ts. */
export function placeOf({ folder, repositoryFile }, schemas) {
  if (folder !== undefined) return { spec: { sort: 'local' }, secret: null }
  if (repositoryFile === undefined) throw new UsageError(`Say where the backups are.\n\n${usage}`)
  let value
  try {
    value = JSON.parse(fileText(repositoryFile))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${repositoryFile} is no JSON.`)
  }
  const spec = schemas.repositorySpec.safeParse(value.spec)
  const secret = schemas.repositorySecret.safeParse(value.secret)
  if (!spec.success || spec.data.sort === 'local') throw new UsageError(`${repositoryFile} has no "spec" of a place elsewhere.`)
  if (!secret.success) throw new UsageError(`${repositoryFile} has no "secret" that opens the place.`)
  return { spec: spec.data, secret: secret.data }
}
