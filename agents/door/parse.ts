import * as z from 'zod'
import { type ActionInput, type ActionName, actionSpec } from '../../contracts/actions.ts'
import { canonicalJson } from '../../contracts/canonical.ts'
import { type Action, type Envelope, envelope } from '../../contracts/envelope.ts'
import type { ErrorCode } from '../../contracts/errors.ts'

/** Why the door says no. */
export interface Fault {
  code: ErrorCode
  message: string
  /** The keep's own count, where the backend's is behind. */
  generation?: number
}
export const fault = (code: ErrorCode, message: string): Fault => ({ code, message })

/** An action together with its input as its own schema reads it. */
export type Parsed = { [N in ActionName]: { name: N; action: Action; input: ActionInput<N> } }[ActionName]

/**
 * What came over the wire, as an envelope. The action must be in its canonical form already (trimmed titles, lower-case names, no key that a
 * schema would drop), so that what was signed and approved is exactly what is done.
 */
export function parseEnvelope(raw: unknown): { envelope: Envelope; parsed: Parsed; canonical: string } | Fault {
  try {
    const whole = envelope.parse(raw)
    const { name } = whole.action
    const input = actionSpec(name).input.parse(whole.action.input)
    const canonical = canonicalJson((raw as { action: unknown }).action)
    if (canonicalJson({ ...whole.action, input }) !== canonical) return fault('bad_input', 'The action is not in its canonical form.')
    return { envelope: whole, parsed: { name, action: whole.action, input } as Parsed, canonical }
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).slice(0, 300) : 'It has no canonical form.'
    return fault('bad_input', `The action does not fit its schema. ${why}`)
  }
}
