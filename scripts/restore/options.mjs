/** What `restore` is told: where the repository is, which backup, and the printed key, which is never an argument. Pure but for the files that it names. */
import { readFileSync } from 'node:fs'
import { isIPv4, isIPv6 } from 'node:net'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { UsageError } from '../up/options.mjs'

export const usage = `Usage: npm run restore -- (--folder PATH | --repository FILE) [--key-file FILE] [--backup ID] [--address IPV4]
       [--address6 IPV6]

Brings a whole installation back on an empty machine, from a backup of the installation and the backups of its services.

  --folder PATH      the folder that "up -- --backup-folder" named before, on this machine now
  --repository FILE  a place elsewhere, as JSON: its "spec" as "reeve backup status --json" shows it, and what opens it as "secret":
                     {"spec": {"sort": "sftp", ...}, "secret": {"privateKey": "..."}} or {"accessKey": "...", "secretKey": "..."}
  --key-file FILE    the recovery key that "reeve backup recovery-key" printed; without it the terminal asks
  --backup ID        another backup of the installation than the newest
  --address IPV4     the address of this machine that takes connections; "none" for loopback. Without it: that of before
  --address6 IPV6    the same by IPv6
  --help             this text

Killed half way it goes on when it is called again, without being told anything.
`

/** {folder | repositoryFile, keyFile, backup, address, address6, help} of the command line. */
export function readRestoreOptions(argv) {
  let values
  try {
    ;({ values } = parseArgs({
      args: argv,
      options: {
        folder: { type: 'string' },
        repository: { type: 'string' },
        'key-file': { type: 'string' },
        backup: { type: 'string' },
        address: { type: 'string' },
        address6: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }))
  } catch (error) {
    throw new UsageError(error.message)
  }
  const { folder, repository: repositoryFile, backup, address, address6, help = false } = values
  if (folder !== undefined && repositoryFile !== undefined) throw new UsageError('Say --folder or --repository, not both.')
  if (folder !== undefined && !/^(?:\/[A-Za-z0-9._-]+)+$/.test(folder))
    throw new UsageError(`--folder ${folder}: write the whole path of a folder, such as /mnt/backups.`)
  if (backup !== undefined && !/^[0-9a-f]{8,64}$/.test(backup)) throw new UsageError(`--backup ${backup}: this is not the id of a backup.`)
  if (address !== undefined && address !== 'none' && !isIPv4(address))
    throw new UsageError(`--address ${address}: write an IPv4 address of this machine.`)
  if (address6 !== undefined && address6 !== 'none' && !isIPv6(address6))
    throw new UsageError(`--address6 ${address6}: write an IPv6 address of this machine.`)
  return { folder, repositoryFile, keyFile: values['key-file'], backup, address, address6, help }
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
