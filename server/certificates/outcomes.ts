import { eq } from 'drizzle-orm'
import { parseInput } from '../../contracts/envelope.ts'
import { certificates } from '../../db/schema/index.ts'
import type { Outcome } from '../dispatch/outcomes.ts'

export const certificatePut: Outcome = {
  topics: ['certificates'],
  done(tx, action) {
    const { certificate } = parseInput('certificate.put', action.input)
    tx.update(certificates).set({ state: 'active', error: null }).where(eq(certificates.id, certificate)).run()
  },
  failed(tx, action, { code, message }) {
    const { certificate } = parseInput('certificate.put', action.input)
    tx.update(certificates).set({ state: 'failed', error: { code, message } }).where(eq(certificates.id, certificate)).run()
  },
}

export const certificateDelete: Outcome = {
  topics: ['certificates'],
  done(tx, action) {
    const { certificate } = parseInput('certificate.delete', action.input)
    tx.delete(certificates).where(eq(certificates.id, certificate)).run()
  },
  failed(tx, action, { code, message, untouched }, now) {
    const { certificate } = parseInput('certificate.delete', action.input)
    // Uploading it failed, so the gate never had it.
    if (code === 'not_found') return certificateDelete.done?.(tx, action, {}, now)
    const row = tx.select().from(certificates).where(eq(certificates.id, certificate)).get()
    if (untouched && row?.error === null) {
      tx.update(certificates).set({ state: 'active' }).where(eq(certificates.id, certificate)).run()
      return
    }
    tx.update(certificates).set({ state: 'failed', error: { code, message } }).where(eq(certificates.id, certificate)).run()
  },
}
