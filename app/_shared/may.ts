import { type Verb, verbsOn } from '@/contracts/rights'
import type { MeView } from '@/contracts/views'

/** Who may what, as a courtesy for buttons and navigation; the procedures guard. */

/** Every page of the installation, whether or not anything can be changed there. */
export const seesAll = ({ role }: MeView): boolean => role === 'administrator' || role === 'auditor'

/** Whether somebody is at home on pages of many tenants, not of their own ones. */
export const worksOnTenants = ({ role, viewing }: MeView): boolean => viewing === null && !['owner', 'member'].includes(role)

/** Makes tenants and plans. */
export const maySell = ({ role }: MeView): boolean => role === 'administrator' || role === 'reseller'

/** Whether a person may do an owner's things in a tenant. A reseller gets no other tenant to see than their own. */
export function mayOwn(me: MeView, tenant: string): boolean {
  const membership = me.memberships.find((own) => own.tenant === tenant)
  return maySell(me) || membership?.role === 'owner'
}

/** Looks at what owners look at. */
export const mayLook = (me: MeView, tenant: string): boolean => mayOwn(me, tenant) || me.role === 'auditor' || me.viewing?.tenant === tenant

/** Whether a member's rights, or an owner's place, allow it for a service, or (null) for all of a tenant. */
export function mayDo(me: MeView, tenant: string, service: string | null, verb: Verb): boolean {
  const rights = me.memberships.find((own) => own.tenant === tenant)?.rights
  return mayOwn(me, tenant) || (rights != null && verbsOn(rights, service).includes(verb))
}

/** False for a member of some services alone: what tells of the tenant as a whole is not for them. */
export const seesWhole = (me: MeView, tenant: string): boolean => mayLook(me, tenant) || mayDo(me, tenant, null, 'see')
