import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { canonicalJson } from '../../contracts/canonical.ts'
import type { Action, Approval, Envelope } from '../../contracts/envelope.ts'
import type { actions } from '../../db/schema/index.ts'

export type ActionRow = typeof actions.$inferSelect

/** Signs an action; the key is in the backend's own PEM file. */
export type Signer = (action: Action, approval: Approval | null) => Envelope

export function makeSigner(pem: string): Signer {
  const key: KeyObject = createPrivateKey(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the signing key is not an Ed25519 key')
  return (action, approval) => ({
    action,
    approval,
    signature: sign(null, Buffer.from(canonicalJson(action)), key).toString('base64url'),
  })
}

/** The action exactly as it is signed and approved. */
export const actionOf = (row: ActionRow): Action => ({
  id: row.id,
  name: row.name,
  actor: row.actor,
  issuedAt: row.issuedAt,
  expiresAt: row.expiresAt,
  input: row.input as Action['input'],
})
