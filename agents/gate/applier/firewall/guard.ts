import { join } from 'node:path'
import * as z from 'zod'
import { type FirewallKey, firewallKey, installationWish, setWish, tenantWish } from '../../../../contracts/gate.ts'
import { type Guard, openGuard, type Pending } from '../../../core/rules-guard.ts'

const schema = { key: firewallKey, previous: z.union([installationWish, setWish, tenantWish]) }
type Previous = z.infer<typeof schema.previous>
export type GateGuard = Guard<FirewallKey, Previous>
export type GatePending = Pending<FirewallKey, Previous>

/** The windows of changes of the gate's rules. */
export const openGateGuard = (state: string, now?: () => number): Promise<GateGuard> =>
  openGuard({ folder: join(state, 'firewall'), schema, ...(now !== undefined && { now }) })
