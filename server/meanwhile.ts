import { isDeepStrictEqual } from 'node:util'
import { ReeveError } from '../contracts/errors.ts'

type Begun<T> = { [key in keyof T]?: T[key] | undefined } | undefined

/** Of `was` the parts that are there are compared. */
export const isStill = <T extends object>(was: Begun<T>, present: T): boolean =>
  Object.entries(was ?? {}).every(([key, value]) => value === undefined || isDeepStrictEqual(value, present[key as keyof T]))

/**
 * Refuses a save that began from something which is no longer so: it would silently take back what another window saved. Of `was`, what the
 * person's form began with, the parts that are there are compared; programs that never looked leave it out.
 */
export function stillAs<T extends object>(was: Begun<T>, present: T, what: string): void {
  if (isStill(was, present)) return
  throw new ReeveError(
    'changed_meanwhile',
    `${what} changed since you began, perhaps in another window. Load the newer version, then make your change again.`,
  )
}
