import type { TokenScope } from '../../contracts/tokens.ts'

/** A token that a request came with: alive, and used from where it may be. */
export interface UsedToken {
  id: string
  scope: TokenScope
}
