import type { ErrorView } from './errors.ts'

/** `pending`: on its way. `applied`: it was in use. `refused`: it never was, and the one before went on. */
export type ChangeState = 'pending' | 'applied' | 'refused'

/** One setting that became another. Values as people read them; null: it was not there. */
export interface Difference {
  name: string
  before: string | null
  after: string | null
}

/** One change of a service's settings, with what it changed against the one before. Times are milliseconds since 1970. */
export interface ServiceChangeView {
  id: number
  at: number
  personName: string
  state: ChangeState
  error: ErrorView | null
  /** It is in use now. */
  current: boolean
  differences: Difference[]
}
