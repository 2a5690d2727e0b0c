import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Trust } from '../../contracts/trust.ts'
import type { Db } from '../core/database.ts'
import { digestOfSecret } from './judge/approvals.ts'
import { isBySecret } from './judge/who.ts'
import type { Parsed } from './parse.ts'
import type { AdministratorRecord, AuthenticatorRecord, Records } from './records.ts'

type TrustRecords = Pick<Records, 'administrator' | 'authenticator' | 'authenticatorOf' | 'secretDigest'>

export interface TrustStore extends TrustRecords {
  list(): Omit<Trust, 'sealingKey' | 'authority'>
  /** Does what an accepted action of the door itself says. Inside the accepting transaction. */
  change(parsed: Parsed, now: number): void
  /** The sign counter after an approval. Inside the accepting transaction. */
  advance(authenticator: string, counter: number): void
  /** Removes the file of a secret that was used, also one that a crash left behind. */
  clearSecret(): Promise<void>
}

const keyColumns = `id, person, person_name AS personName, label, tenant, credential, public_key AS publicKey, counter, created_at AS createdAt`
const personColumns = 'person, email, name, added_at AS addedAt'

/** The keep's root of trust: keys, administrators, and the secret that the host's terminal shows. */
export function createTrust(db: Db, secretFile: string): TrustStore {
  const keys = db.prepare<[], AuthenticatorRecord>(`SELECT ${keyColumns} FROM authenticators ORDER BY created_at, id`)
  const keyById = db.prepare<[string], AuthenticatorRecord>(`SELECT ${keyColumns} FROM authenticators WHERE id = ?`)
  const keyByCredential = db.prepare<[string], AuthenticatorRecord>(`SELECT ${keyColumns} FROM authenticators WHERE credential = ?`)
  const people = db.prepare<[], AdministratorRecord>(`SELECT ${personColumns} FROM administrators ORDER BY added_at, person`)
  const personById = db.prepare<[string], AdministratorRecord>(`SELECT ${personColumns} FROM administrators WHERE person = ?`)
  const used = db.prepare<[string], number>('SELECT 1 FROM used_secrets WHERE digest = ?').pluck()

  return {
    administrator: (person) => personById.get(person),
    authenticator: (id) => keyById.get(id),
    authenticatorOf: (credential) => keyByCredential.get(credential),
    secretDigest() {
      const digest = readSecret(secretFile)
      return digest === undefined || used.get(digest) === 1 ? undefined : digest
    },
    list: () => ({
      authenticators: keys.all().map(({ publicKey: _, counter: __, ...key }) => key),
      administrators: people.all(),
    }),
    change: (parsed, now) => change(db, parsed, now),
    advance: (authenticator, counter) => {
      db.prepare('UPDATE authenticators SET counter = ? WHERE id = ?').run(counter, authenticator)
    },
    async clearSecret() {
      const digest = readSecret(secretFile)
      if (digest !== undefined && used.get(digest) === 1) await rm(secretFile, { force: true })
    },
  }
}

function readSecret(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim().toLowerCase()
    return /^[0-9a-f]{64}$/.test(text) ? text : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function change(db: Db, parsed: Parsed, now: number): void {
  const { name, input } = parsed
  const addPerson = db.prepare(
    'INSERT INTO administrators (person, email, name, added_at) VALUES (?, ?, ?, ?) ON CONFLICT (person) DO NOTHING',
  )
  switch (name) {
    case 'administrator.add':
      addPerson.run(input.person, input.email, input.name, now)
      return
    case 'administrator.remove':
      db.prepare('DELETE FROM administrators WHERE person = ?').run(input.person)
      db.prepare('DELETE FROM authenticators WHERE person = ?').run(input.person)
      return
    case 'authenticator.enrol': {
      const { authenticator, person, personName, label, tenant, credential, publicKey, secret } = input
      if (secret !== null) db.prepare('INSERT INTO used_secrets (digest, at) VALUES (?, ?)').run(digestOfSecret(secret), now)
      if (isBySecret(parsed) && person !== 'root') addPerson.run(person, null, personName, now)
      db.prepare(
        `INSERT INTO authenticators (id, person, person_name, label, tenant, credential, public_key, counter, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)`,
      ).run(authenticator, person, personName, label, tenant, credential, publicKey, now)
      return
    }
    case 'tenant.handOver':
      db.prepare('DELETE FROM authenticators WHERE person = ? AND tenant = ?').run(input.from, input.tenant)
      return
    case 'authenticator.revoke':
      db.prepare('DELETE FROM authenticators WHERE id = ?').run(input.authenticator)
      return
    default:
      return
  }
}
