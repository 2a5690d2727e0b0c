import { eq } from 'drizzle-orm'
import { parseInput } from '../../contracts/envelope.ts'
import { services } from '../../db/schema/index.ts'
import { system } from '../dispatch/actors.ts'
import type { Outcome } from '../dispatch/outcomes.ts'
import { setTurn } from './policies.ts'
import { wantForget } from './wanted.ts'

/** A new backup is what makes an old one dispensable: retention is looked at then, and only then. */
export const backupRun: Outcome = {
  topics: ['backups'],
  done(tx, action, _result, now) {
    const { tenant, service } = parseInput('backup.run', action.input)
    if (tx.select({ id: services.id }).from(services).where(eq(services.id, service)).get() === undefined) return
    setTurn(tx, service, { lastAt: now, error: null })
    wantForget(tx, { tenant, service }, system, now)
  },
  failed(tx, action, { code, message }) {
    const { service } = parseInput('backup.run', action.input)
    if (tx.select({ id: services.id }).from(services).where(eq(services.id, service)).get() === undefined) return
    setTurn(tx, service, { error: { code, message } })
  },
}

/** What changes in the vault is shown by asking it again. */
export const backupOther: Outcome = { topics: ['backups'] }
