import type { ListInput } from '@/components/table/list-input'
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
