import * as z from 'zod'

/** `GET /v1/trust` at the door: whose keys the keep accepts. `credential` is what a browser is asked for (base64url). Times in milliseconds. */
export const trust = z.object({
  authenticators: z.array(
    z.object({
      id: z.string(),
      person: z.string(),
      personName: z.string(),
      label: z.string(),
      /** The tenant it approves for; null approves everything. */
      tenant: z.string().nullable(),
      credential: z.string(),
      createdAt: z.int(),
    }),
  ),
  administrators: z.array(z.object({ person: z.string(), email: z.string().nullable(), name: z.string(), addedAt: z.int() })),
  /** The gate's public key for seal(), raw P-256, base64url; null while the gate does not answer. */
  sealingKey: z.string().nullable(),
  /** PEM of the gate's own CA; null while the gate does not answer. */
  authority: z.string().nullable(),
})
export type Trust = z.infer<typeof trust>
