import { createHash } from 'node:crypto'

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/**
 * Name of the VPS, and of its data, in which something is tried for a service before it is done. It follows from the service's id, so the next
 * action on the service finds one that was left behind, and the guard can tell whose data it may hold.
 */
export function rehearsalOf(service: string): string {
  const digest = createHash('sha256').update(`rehearsal of ${service}`).digest()
  return `s${Array.from(digest.subarray(0, 12), (byte) => letters[byte & 31]).join('')}`
}
