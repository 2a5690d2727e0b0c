import * as z from 'zod'

/** Snapshots of a service's data that were asked for, by people or from inside its VPS; others of the engine are nobody's here. */
export const askedSnapshot = z.string().regex(/^(asked|inside)-[a-z2-7]{12}$/, 'This is no name of a snapshot.')
export type SnapshotAsker = 'asked' | 'inside'

/** So many of a service stay for each asker; the oldest goes when another one comes. */
const keptSnapshots = 3

/** Those that go once `name` is there, of `others`, newest first: what a service asks for takes none that people asked for, nor the other way round. */
export function outlived<T extends { name: string }>(name: string, others: readonly T[]): T[] {
  const same = others.filter((one) => one.name !== name && askerOf(one.name) === askerOf(name))
  return same.slice(keptSnapshots - 1)
}
const askerOf = (name: string): string | undefined => name.split('-')[0]

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

export function newSnapshotName(by: SnapshotAsker = 'asked'): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(12))
  return `${by}-${Array.from(bytes, (byte) => letters[byte & 31]).join('')}`
}

/** Newest first. Times are milliseconds since 1970. */
export const snapshotsResult = z.object({ snapshots: z.array(z.object({ name: askedSnapshot, at: z.int() })) })
export type SnapshotView = z.infer<typeof snapshotsResult>['snapshots'][number]
