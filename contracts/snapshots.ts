import * as z from 'zod'

/** Snapshots of a service's data that were asked for; others of the engine are nobody's here. */
export const askedSnapshot = z.string().regex(/^asked-[a-z2-7]{12}$/, 'This is no name of a snapshot.')

/** So many of a service stay; the oldest goes when another one comes. */
export const keptSnapshots = 3

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

export function newSnapshotName(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(12))
  return `asked-${Array.from(bytes, (byte) => letters[byte & 31]).join('')}`
}

/** Newest first. Times are milliseconds since 1970. */
export const snapshotsResult = z.object({ snapshots: z.array(z.object({ name: askedSnapshot, at: z.int() })) })
export type SnapshotView = z.infer<typeof snapshotsResult>['snapshots'][number]
