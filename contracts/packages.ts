import * as z from 'zod'

/** Name of a Debian package, without version and architecture. A sign at its end would be a word of apt's own: `jq-` removes what it names. */
export const extraPackage = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.+-]{0,62}[a-z0-9+]$/,
    'Write the name of a Debian package, such as jq: small letters, digits and the signs . + - between them.',
  )

/** So many packages one service may have beside what its kind brings. */
export const mostPackages = 20
/** What they and all that they need may come to: as archives, and unpacked. */
export const mostArchiveBytes = 67_108_864
export const mostUnpackedBytes = 536_870_912
/** So much of an archive goes over the wire at once. */
export const mostPieceBytes = 4_194_304

const namesUpTo = (most: number) =>
  z
    .array(extraPackage)
    .max(most, `Name at most ${most} packages.`)
    .refine((names) => new Set(names).size === names.length, 'Name each package once.')

/** Packages of one service beside what its kind brings. */
export const extraPackages = namesUpTo(mostPackages)
/** Packages that a plan gives on request. */
export const givenPackages = namesUpTo(200)
