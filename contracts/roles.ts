import * as z from 'zod'

/** Panel roles. `administrator` belongs to no tenant; `owner` and `member` are memberships of one tenant. */
export const role = z.enum(['administrator', 'owner', 'member'])
export type Role = z.infer<typeof role>
