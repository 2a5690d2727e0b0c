import { createHmac, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupOwner } from '../../../contracts/backups.ts'
import { writeAtomic } from '../../core/atomic-write.ts'

/** The master key is made here and never leaves but on the sheet of root: each owner's repository has a password of its own made from it. */
export interface Keys {
  passwordOf(owner: BackupOwner): string
}

export const masterFile = 'master.key'

export async function openKeys(state: string): Promise<Keys> {
  const path = join(state, masterFile)
  const stored = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  const master = stored?.trim() ?? randomBytes(32).toString('hex')
  if (stored === undefined) await writeAtomic(path, `${master}\n`)
  return { passwordOf: (owner) => passwordOf(master, owner) }
}

/** Anybody with openssl can do the same: `printf 'reeve backup OWNER' | openssl dgst -sha256 -hmac MASTER`. */
export const passwordOf = (master: string, owner: string): string =>
  createHmac('sha256', master).update(`reeve backup ${owner}`).digest('hex')
