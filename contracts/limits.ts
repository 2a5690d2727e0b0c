import * as z from 'zod'

/** What one service's VPS may use. MiB are 2^20 bytes. */
export const resources = z.strictObject({
  cpus: z.int().min(1).max(64),
  memoryMiB: z.int().min(64).max(1_048_576),
  diskMiB: z.int().min(64).max(104_857_600),
  processes: z.int().min(32).max(32_768),
})
export type Resources = z.infer<typeof resources>

/** What all services of one tenant may use together; `services` counts them. Most of them sleep: together they may be promised more than the machine has. */
export const tenantLimits = z.strictObject({
  cpus: z.int().min(1).max(65_536),
  memoryMiB: z.int().min(64).max(104_857_600),
  diskMiB: z.int().min(64).max(1_048_576_000),
  processes: z.int().min(32).max(16_777_216),
  services: z.int().min(0).max(10_000),
})
export type TenantLimits = z.infer<typeof tenantLimits>

/** What the plans of all tenants of one reseller may promise together. */
export const resellerLimits = z.strictObject({
  tenants: z.int().min(0).max(10_000),
  services: z.int().min(0).max(1_000_000),
  cpus: z.int().min(0).max(1_000_000),
  memoryMiB: z.int().min(0).max(1_048_576_000),
  diskMiB: z.int().min(0).max(10_485_760_000),
  processes: z.int().min(0).max(167_772_160),
})
export type ResellerLimits = z.infer<typeof resellerLimits>

/** Uploaded certificates of one tenant. */
export const maxCertificates = 200

/** When a quiet service sleeps: seconds without use until it freezes, and until it stops. 0 never does. */
export const idlePolicy = z.strictObject({
  freezeAfterSeconds: z.int().min(0).max(31_536_000),
  stopAfterSeconds: z.int().min(0).max(31_536_000),
})
export type IdlePolicy = z.infer<typeof idlePolicy>
