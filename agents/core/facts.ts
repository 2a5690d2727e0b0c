import * as z from 'zod'
import type { ActionName } from '../../contracts/actions.ts'
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
type BackupOfService = Exclude<Extract<ActionName, `backup.${string}`>, (typeof ofVault)[number]>
const ofVault = ['backup.control', 'backup.state', 'backup.setRepository', 'backup.removeRepository'] as const
const isBackupOfService = (name: ActionName): boolean => name.startsWith('backup.') && !ofVault.some((one) => one === name)

const noFacts = z.strictObject({})

export type FactsOf<N extends ActionName> = N extends `tenant.${string}`
  ? TenantFacts
  : N extends `service.${string}` | `site.${string}` | `files.${string}` | `asks.${string}` | `seat.${string}` | BackupOfService
    ? ServiceFacts
    : N extends 'routes.apply'
      ? RoutesFacts
      : Record<string, never>

/** The schema of the facts that an action is sent with. */
export function factsSchema(name: ActionName): z.ZodType {
  if (name.startsWith('tenant.')) return tenantFacts
  if (/^(?:service|site|files|asks|seat)\./.test(name) || isBackupOfService(name)) return serviceFacts
  return name === 'routes.apply' ? routesFacts : noFacts
}
