import * as z from 'zod'
import type { ActionName } from '../../contracts/actions.ts'
import { leftBackups } from '../../contracts/backups.ts'
import { serviceId, tenantId } from '../../contracts/ids.ts'
import { tenantLimits } from '../../contracts/limits.ts'

/** What the keep itself knows, attached by the door from its owner table. Agents trust these over anything in the input. */
const ports = z.array(z.strictObject({ name: z.string(), port: z.int() }))

/** A service as the owner table has it. `address`: on the tenants' network; `ownAddress`: the one that clients connect to, if any. */
export const ownedService = z.strictObject({
  tenant: tenantId,
  name: z.string(),
  kind: z.string(),
  address: z.string().nullable(),
  ownAddress: z.string().nullable(),
})

/** `service` is null when the keep has no such service yet; `limits` null when it has no such tenant. */
export const serviceFacts = z.strictObject({
  service: ownedService.nullable(),
  limits: tenantLimits.nullable(),
  suspended: z.boolean(),
})
export type ServiceFacts = z.infer<typeof serviceFacts>

/** Ids of the tenant's services. */
export const tenantFacts = z.strictObject({ services: z.array(serviceId) })
export type TenantFacts = z.infer<typeof tenantFacts>

export const routesFacts = z.strictObject({
  services: z.record(serviceId, z.strictObject({ address: z.string(), ownAddress: z.string().nullable(), kind: z.string(), ports })),
})
export type RoutesFacts = z.infer<typeof routesFacts>

/** Backups of a service; its repositories and the vault as a whole are nobody's. */
const ofVault = [
  'backup.control',
  ...(['backup.state', 'backup.setRepository', 'backup.testRepository', 'backup.removeRepository'] as const),
  ...(['backup.remove', 'backup.ofTenant'] as const),
] as const satisfies ActionName[]
type BackupOfService = Exclude<Extract<ActionName, `backup.${string}`>, (typeof ofVault)[number] | 'backup.retire'>
const others: readonly ActionName[] = [...ofVault, 'backup.retire']
const isBackupOfService = (name: ActionName): boolean => name.startsWith('backup.') && !others.includes(name)

/** When the service was deleted, and what the approval of that said of its backups; null when the keep did not write it down. */
export const retireFacts = z.strictObject({ gone: z.strictObject({ at: z.int(), left: leftBackups }).nullable() })
export type RetireFacts = z.infer<typeof retireFacts>

const noFacts = z.strictObject({})

export type FactsOf<N extends ActionName> = N extends `tenant.${string}`
  ? TenantFacts
  : N extends `service.${string}` | `site.${string}` | `files.${string}` | `asks.${string}` | `seat.${string}` | BackupOfService
    ? ServiceFacts
    : N extends 'routes.apply'
      ? RoutesFacts
      : N extends 'backup.retire'
        ? RetireFacts
        : Record<string, never>

/** The schema of the facts that an action is sent with. */
export function factsSchema(name: ActionName): z.ZodType {
  if (name.startsWith('tenant.')) return tenantFacts
  if (/^(?:service|site|files|asks|seat)\./.test(name) || isBackupOfService(name)) return serviceFacts
  if (name === 'backup.retire') return retireFacts
  return name === 'routes.apply' ? routesFacts : noFacts
}
