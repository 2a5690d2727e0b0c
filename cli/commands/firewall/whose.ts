import type { FirewallView } from '../../../contracts/firewall-views.ts'
import { UsageError } from '../../failure.ts'
import { findPlan, findTenant } from '../../resolve.ts'
import type { Session } from '../../session.ts'

export interface WhoseOptions {
  tenant?: string
  plan?: string
}

export interface Whose {
  tenant?: string
  plan?: string
}

/** The list of a tenant, of a plan, or with neither the global one. */
export async function whoseOf({ api }: Session, { tenant, plan }: WhoseOptions): Promise<Whose> {
  if (tenant !== undefined && plan !== undefined) throw new UsageError('A list is of a tenant or of a plan: give one of both.')
  if (tenant !== undefined) return { tenant: (await findTenant(api, tenant)).id }
  return plan === undefined ? {} : { plan: (await findPlan(api, plan)).id }
}

export const setNamed = (view: Pick<FirewallView, 'sets'>, name: string): string => {
  const found = view.sets.find((set) => set.name === name || set.id === name)
  if (found === undefined) throw new UsageError(`There is no set ${name} for this list.`)
  return found.id
}
