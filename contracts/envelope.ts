import * as z from 'zod'
import { type ActionInput, type ActionName, actionNames, actions } from './actions.ts'
import { canonicalJson, sha256Base64Url } from './canonical.ts'
import { actionId, personId } from './ids.ts'
import { actorRole } from './roles.ts'

/** Who asks. `root` is the machine's root by the command line; the backend itself asks as `system` when it repairs what is wanted already. */
export const actor = z.strictObject({ person: z.union([personId, z.literal('root'), z.literal('system')]), role: actorRole })
export type Actor = z.infer<typeof actor>

/** One action as it is signed and approved. Times are milliseconds since 1970. */
export const action = z.strictObject({
  id: actionId,
  name: z.enum(actionNames as [ActionName, ...ActionName[]]),
  actor,
  issuedAt: z.int(),
  expiresAt: z.int(),
  input: z.record(z.string(), z.json()),
})
export type Action = z.infer<typeof action>

/** A WebAuthn assertion whose challenge is `challengeOf(action)`; fields base64url. */
export const approval = z.strictObject({
  credential: z.string().max(1024),
  authenticatorData: z.string().max(4096),
  clientDataJSON: z.string().max(8192),
  signature: z.string().max(4096),
})
export type Approval = z.infer<typeof approval>

/** What the backend sends to the door. `signature`: Ed25519 over `canonicalJson(action)` (RFC 8032), base64url. */
export const envelope = z.strictObject({ action, signature: z.string().max(128), approval: approval.nullable() })
export type Envelope = z.infer<typeof envelope>

/** The challenge that a passkey signs: SHA-256 of the exact action, so a signature fits one action and no other. */
export const challengeOf = (value: Action): Promise<string> => sha256Base64Url(canonicalJson(value))

/** The input as its own action's schema reads it. Throws ZodError. */
export const parseInput = <N extends ActionName>(name: N, input: unknown): ActionInput<N> =>
  actions[name].input.parse(input) as ActionInput<N>
