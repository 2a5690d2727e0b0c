import type { ErrorCode } from './errors.ts'

/** Stands for the procedure where one person tried so many that they are not told apart any more. */
export const severalProcedures = '*'

/** One row: so many tries of the same. Times are milliseconds since 1970. */
export interface RefusalView {
  id: number
  at: number
  lastAt: number
  count: number
  /** Null for those who see their own tenant alone, where it was nobody of it. The same of `address` and `token`. */
  person: string | null
  personName: string | null
  /** Label of the API token, or its id once it is revoked; null: by a session. */
  token: string | null
  address: string | null
  procedure: string
  object: string | null
  objectName: string | null
  tenant: string | null
  tenantName: string | null
  code: ErrorCode
  why: string
}

/** Newest first. `next`: ask for more with this as `before`; null at the end. */
export interface RefusalPage {
  refusals: RefusalView[]
  next: number | null
}
