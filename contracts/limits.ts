import * as z from 'zod'
import { wholeNumber } from './plain-errors.ts'

/** What one service's VPS may use. MiB are 2^20 bytes. */
export const resources = z.strictObject({
  cpus: wholeNumber(1, 64),
  memoryMiB: wholeNumber(64, 1_048_576),
  diskMiB: wholeNumber(64, 104_857_600),
  processes: wholeNumber(32, 32_768),
})
export type Resources = z.infer<typeof resources>

/** What all services of one tenant may use together; `services` counts them. Most of them sleep: together they may be promised more than the machine has. */
export const tenantLimits = z.strictObject({
  cpus: wholeNumber(1, 65_536),
  memoryMiB: wholeNumber(64, 104_857_600),
  diskMiB: wholeNumber(64, 1_048_576_000),
  processes: wholeNumber(32, 16_777_216),
  services: wholeNumber(0, 10_000),
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
  freezeAfterSeconds: wholeNumber(0, 31_536_000),
  stopAfterSeconds: wholeNumber(0, 31_536_000),
})
export type IdlePolicy = z.infer<typeof idlePolicy>
