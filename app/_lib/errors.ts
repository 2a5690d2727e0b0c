import { type ErrorCode, errorCodes, ReeveError } from '@/contracts/errors'

interface ReeveData {
  code: string
  message: string
  fields?: Record<string, string[]>
}

/** What the backend said (`error.data.reeve`), when it said anything; or what was found here before it was asked. */
function reeveOf(error: unknown): ReeveData | undefined {
  if (error instanceof ReeveError) return error
  if (typeof error !== 'object' || error === null || !('data' in error)) return undefined
  const { data } = error
  if (typeof data !== 'object' || data === null || !('reeve' in data)) return undefined
  const { reeve } = data
  return typeof reeve === 'object' && reeve !== null && 'code' in reeve && 'message' in reeve ? (reeve as ReeveData) : undefined
}

/** The code of any error that a query or mutation ended with. Without an answer of the backend: `unavailable`. */
export const codeOf = (error: unknown): ErrorCode => errorCodes.find((code) => code === reeveOf(error)?.code) ?? 'unavailable'

/** The sentence for people; `otherwise` when the backend did not answer. */
export const messageOf = (error: unknown, otherwise: string): string => reeveOf(error)?.message ?? otherwise

/** Complaints by field path, first each; empty when the error belongs to no field. */
export function fieldsOf(error: unknown): [string, string][] {
  return Object.entries(reeveOf(error)?.fields ?? {}).flatMap(([path, [first]]) =>
    path === '' || first === undefined ? [] : [[path, first]],
  )
}
