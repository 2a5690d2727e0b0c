import type { ListInput } from '@/components/table/list-input'
import { listLedgerInput } from '@/contracts/api'
import { actionState, powerState } from '@/contracts/states'

const pick = <T>(parsed: { success: boolean; data?: T }): T | undefined => (parsed.success ? parsed.data : undefined)
const state = (query: URLSearchParams) => query.get('state')

/** What a list of services asks for: of one tenant or of all, with the filter of the address. Page and table ask the same. */
export function serviceListInput(list: ListInput, query: URLSearchParams, tenant: string | undefined) {
  const power = pick(powerState.safeParse(state(query)))
  return { ...list, ...(tenant !== undefined && { tenant }), ...(power !== undefined && { power }) }
}

/** The same for actions. */
export function actionListInput(list: ListInput, query: URLSearchParams, tenant: string | undefined) {
  const chosen = pick(actionState.safeParse(state(query)))
  return { ...list, ...(tenant !== undefined && { tenant }), ...(chosen !== undefined && { state: chosen }) }
}

const ledgerPage = 50

/** What the ledger asks for: its newest page, or the one before an entry, of one tenant or of all, of one action's name or of all. */
export function ledgerListInput(query: URLSearchParams) {
  const { tenant, action, before } = listLedgerInput.shape
  const chosen = pick(tenant.safeParse(query.get('tenant') ?? undefined))
  const named = pick(action.safeParse(query.get('action') ?? undefined))
  const from = pick(before.safeParse(query.has('before') ? Number(query.get('before')) : undefined))
  return {
    limit: ledgerPage,
    ...(chosen !== undefined && { tenant: chosen }),
    ...(named !== undefined && { action: named }),
    ...(from !== undefined && { before: from }),
  }
}
