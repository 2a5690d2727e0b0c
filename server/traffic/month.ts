import { type Rates, type TenantLimits, throttleOf } from '../../contracts/limits.ts'

/** Months are those of UTC, for everybody alike. */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7)
export const startOf = (month: string): number => Date.parse(`${month}-01T00:00:00Z`)

/** The first moment of the month after. */
export function endOf(month: string): number {
  const end = new Date(startOf(month))
  end.setUTCMonth(end.getUTCMonth() + 1)
  return end.getTime()
}

const gibibyte = 1_073_741_824

/** The rate to which a tenant's services are slowed after so much; null while its plan has more. */
export function slowedTo(limits: Pick<TenantLimits, 'trafficGiB' | 'throttledMbps'>, bytes: number): number | null {
  return limits.trafficGiB !== undefined && bytes >= limits.trafficGiB * gibibyte ? throttleOf(limits) : null
}

/** Percent of the plan's traffic, whole ones. */
export const percentOf = (bytes: number, trafficGiB: number): number => Math.floor((bytes * 100) / (trafficGiB * gibibyte))

/** The rate as a limit of each service. */
export const asRates = (mbps: number | null | undefined): Rates => (mbps == null ? {} : { networkMbps: mbps })
