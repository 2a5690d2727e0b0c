import * as z from 'zod'

/**
 * Panel roles. `owner` and `member` are memberships of one tenant; the others belong to the installation: an administrator may everything, a reseller
 * has tenants and plans of his own, support looks at one tenant at a time, an auditor reads and changes nothing.
 */
export const role = z.enum(['administrator', 'reseller', 'support', 'auditor', 'owner', 'member'])
export type Role = z.infer<typeof role>

/** What somebody has beside memberships and is no administrator. */
export const duty = z.enum(['reseller', 'support', 'auditor'])
export type Duty = z.infer<typeof duty>

/** In whose role the keep can be asked. An auditor never asks it for anything. */
export const actorRole = z.enum(['administrator', 'reseller', 'support', 'owner', 'member'])
export type ActorRole = z.infer<typeof actorRole>
