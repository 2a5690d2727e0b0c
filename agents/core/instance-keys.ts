import * as z from 'zod'
import { serviceId, tenantId } from '../../contracts/ids.ts'

/** What services writes onto each instance and the waker reads: the engine's own record of what a VPS is for. */
const count = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number)
const flag = z.enum(['true', 'false']).transform((text) => text === 'true')
const portList = z.string().transform((text) =>
  text
    .split(',')
    .filter((item) => item !== '')
    .map((item) => {
      const [name = '', port = ''] = item.split(':')
      return { name, port: Number(port) }
    }),
)

/** There while the root of a VPS is exchanged: nobody may start it or put it to sleep meanwhile. What it says is the business of whoever wrote it. */
export const heldKey = 'user.reeve.patch'
/** There while a restore exchanges the data of a VPS, and for as long as the data of before could not be put back. Written by backup alone. */
export const restoreKey = 'user.reeve.held'

const schema = z.object({
  'user.reeve.service': serviceId,
  'user.reeve.tenant': tenantId,
  'user.reeve.kind': z.string(),
  'user.reeve.generation': count,
  'user.reeve.address': z.ipv4(),
  'user.reeve.own-address': z.string(),
  'user.reeve.ports': portList,
  'user.reeve.freeze-after': count,
  'user.reeve.stop-after': count,
  'user.reeve.suspended': flag,
  'user.reeve.halted': flag.optional(),
  [heldKey]: z.string().optional(),
  [restoreKey]: z.string().optional(),
})

export interface InstanceKeys {
  service: string
  tenant: string
  kind: string
  generation: number
  /** On the tenants' network. */
  address: string
  /** The address that clients connect to, for kinds found by address. */
  ownAddress: string | null
  /** The first one is the port that tells whether the service answers. */
  ports: { name: string; port: number }[]
  /** Seconds without use; 0 never. */
  freezeAfter: number
  stopAfter: number
  suspended: boolean
  /** Its owner has stopped it. */
  halted: boolean
  /** Its root is being exchanged. Read only: whoever exchanges it writes `heldKey`. */
  held?: boolean
  /** A restore has it, and its data may be away. Read only: backup writes `restoreKey`. */
  restoring?: boolean
}

/** As engine configuration keys, all of them: to be merged into the instance's own. */
export const writeInstanceKeys = (keys: InstanceKeys): Record<string, string> => ({
  'user.reeve.service': keys.service,
  'user.reeve.tenant': keys.tenant,
  'user.reeve.kind': keys.kind,
  'user.reeve.generation': String(keys.generation),
  'user.reeve.address': keys.address,
  // The engine drops keys with an empty value.
  'user.reeve.own-address': keys.ownAddress ?? 'none',
  'user.reeve.ports': keys.ports.map(({ name, port }) => `${name}:${port}`).join(','),
  'user.reeve.freeze-after': String(keys.freezeAfter),
  'user.reeve.stop-after': String(keys.stopAfter),
  'user.reeve.suspended': String(keys.suspended),
  'user.reeve.halted': String(keys.halted),
})

/** Undefined when the instance is none of ours or not whole yet. */
export function readInstanceKeys(config: Record<string, string>): InstanceKeys | undefined {
  const parsed = schema.safeParse({ 'user.reeve.ports': '', ...config })
  if (!parsed.success) return undefined
  const found = parsed.data
  return {
    service: found['user.reeve.service'],
    tenant: found['user.reeve.tenant'],
    kind: found['user.reeve.kind'],
    generation: found['user.reeve.generation'],
    address: found['user.reeve.address'],
    ownAddress: found['user.reeve.own-address'] === 'none' ? null : found['user.reeve.own-address'],
    ports: found['user.reeve.ports'],
    freezeAfter: found['user.reeve.freeze-after'],
    stopAfter: found['user.reeve.stop-after'],
    suspended: found['user.reeve.suspended'],
    halted: found['user.reeve.halted'] ?? false,
    ...(found[heldKey] === undefined ? {} : { held: true }),
    ...(found[restoreKey] === undefined ? {} : { restoring: true }),
  }
}
