import { and, eq, isNotNull } from 'drizzle-orm'
import * as z from 'zod'
import { parseInput } from '../../contracts/envelope.ts'
import type { Queries } from '../../db/client.ts'
import { services } from '../../db/schema/index.ts'
import { system } from '../dispatch/actors.ts'
import type { ActionRow } from '../dispatch/envelope.ts'
import type { Outcome } from '../dispatch/outcomes.ts'
import { setTurn } from './policies.ts'
import { wantForget } from './wanted.ts'

/** Absent from a vault that does not look at the others. */
const alarmed = z.object({ alarm: z.string().nullable().default(null) })
const verified = z.object({ ok: z.boolean().default(true), text: z.string().default(''), sources: z.array(z.string()).default([]) })

const isThere = (tx: Queries, service: string): boolean =>
  tx.select({ id: services.id }).from(services).where(eq(services.id, service)).get() !== undefined

/** A new backup is what makes an old one dispensable: retention is looked at then, and only then. */
export const backupRun: Outcome = {
  topics: ['backups'],
  done(tx, action, result, now) {
    const { tenant, service } = parseInput('backup.run', action.input)
    if (!isThere(tx, service)) return
    const { alarm } = alarmed.parse(result)
    setTurn(tx, service, { lastAt: now, error: alarm === null ? null : { code: 'internal', message: alarm } })
    wantForget(tx, { tenant, service }, system, now)
  },
  failed(tx, action, { code, message }) {
    const { service } = parseInput('backup.run', action.input)
    if (isThere(tx, service)) setTurn(tx, service, { error: { code, message } })
  },
}

/** Backups that cannot be restored are told of at every service that has some. */
export const backupVerify: Outcome = {
  topics: ['backups', 'services'],
  done(tx, _action, result) {
    const { ok, text, sources } = verified.parse(result)
    if (ok) return
    for (const source of sources) if (isThere(tx, source)) setTurn(tx, source, { error: { code: 'internal', message: text } })
  },
}

/** A service that is there to be filled alone: its row goes when nobody approves that. Once it is made, it says that it was not filled. */
export const backupRestore: Outcome = {
  topics: ['backups', 'services'],
  done(tx, action) {
    const { service, source } = parseInput('backup.restore', action.input)
    if (source !== undefined && isThere(tx, service)) setTurn(tx, service, { error: null })
  },
  failed(tx, action, { code, message }) {
    const { service, source } = parseInput('backup.restore', action.input)
    const made = and(eq(services.id, service), isNotNull(services.address))
    if (source === undefined || tx.select({ id: services.id }).from(services).where(made).get() === undefined) return
    const whole = `The restore failed: ${message} Nothing of the backup is in this service. Try the restore again, or delete the service.`
    setTurn(tx, service, { error: { code, message: whole } })
  },
  cancelled: unmake,
  unapproved: unmake,
}

function unmake(tx: Queries, action: ActionRow): void {
  const { service } = parseInput('backup.restore', action.input)
  tx.delete(services)
    .where(and(eq(services.id, service), eq(services.state, 'awaiting_approval')))
    .run()
}

/** What changes in the vault is shown by asking it again. */
export const backupOther: Outcome = { topics: ['backups'] }
