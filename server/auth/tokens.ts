import { createHash, randomBytes } from 'node:crypto'

/** A secret of 192 random bits for a link or a ceremony, base64url. */
export const newToken = (): string => randomBytes(24).toString('base64url')

/** What the database holds of a token: nobody who reads the table can use it. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')
