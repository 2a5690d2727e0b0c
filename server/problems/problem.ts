import type { ProblemClass } from '../../contracts/alerts.ts'
import type { ErrorView } from '../../contracts/errors.ts'
import type { AttentionView } from '../../contracts/views.ts'

/** Something that is not well. The first pages list it, and rules about its class tell of it (server/alerts/problems.ts). */
export interface Problem extends AttentionView {
  /** The same as long as it is the same problem, whatever its text says meanwhile. */
  key: string
  class: ProblemClass
  /** Null: the installation's own. */
  tenant: string | null
  service: string | null
  /** For messages to the world outside: names and codes alone, nothing that a tenant or its visitors could have written. */
  news: string
  /** It happened once, or ends by somebody's doing: nobody is told that it is over. */
  once?: true
}

/** Who looks. `owners`: what a tenant's owners see of it, in their words and with their links. */
export interface Look {
  /** Null: everywhere. */
  tenant: string | null
  owners: boolean
}

/** What happened once stands there so long. */
export const dayMs = 86_400_000

export const noCause = 'no cause was told.'

interface Named {
  name: string
  tenantName: string
}
export const full = ({ tenantName, name }: Named): string => `${tenantName}/${name}`
export const named = ({ owners }: Look, row: Named): string => (owners ? row.name : full(row))

/** `internal` says nothing to anybody. */
export const coded = (error: Pick<ErrorView, 'code'> | null): string =>
  error === null || error.code === 'internal' ? '' : ` (${error.code})`
