import { isDeepStrictEqual } from 'node:util'
import { ReeveError } from '../contracts/errors.ts'

/**
 * Refuses a save that began from something which is no longer so: it would silently take back what another window saved. Of `was`, what the
 * person's form began with, the parts that are there are compared; programs that never looked leave it out.
 */
export function stillAs<T extends object>(was: { [key in keyof T]?: T[key] | undefined } | undefined, present: T, what: string): void {
  for (const [key, value] of Object.entries(was ?? {})) {
    if (value === undefined || isDeepStrictEqual(value, present[key as keyof T])) continue
    throw new ReeveError(
      'changed_meanwhile',
      `${what} changed since you began, perhaps in another window. Load the newer version, then make your change again.`,
    )
  }
}
