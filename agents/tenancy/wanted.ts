import type { ActionInput } from '../../contracts/actions.ts'
import { projectOf } from '../../contracts/ids.ts'
import type { Config, Devices } from '../engine/client.ts'
import { formatMiB } from '../engine/sizes.ts'

/** The project key that says so for people with a shell on the host; the waker reads the instances' own key. */
export const suspendedKey = 'user.reeve.suspended'

/** `isolated`: every instance has host ids of its own. */
export const privilegeKey = 'restricted.containers.privilege'

export interface WantedProject {
  name: string
  description: string
  config: Config
}

/**
 * The engine's project of a tenant: nothing of the host, of other projects or of the engine's own settings can be reached from inside.
 * Disk is not among the limits: roots have no size of their own (their pool keeps no quota), volumes have one each, and the services agent counts.
 */
export function wantedProject(input: ActionInput<'tenant.apply'>, tenantsBridge: string): WantedProject {
  const { limits } = input
  return {
    name: projectOf(input.tenant),
    description: input.title,
    config: {
      'features.images': 'false',
      'features.networks': 'false',
      'features.profiles': 'true',
      'features.storage.volumes': 'true',
      restricted: 'true',
      'restricted.devices.disk': 'managed',
      'restricted.devices.nic': 'managed',
      'restricted.networks.access': tenantsBridge,
      'restricted.containers.nesting': 'block',
      [privilegeKey]: 'isolated',
      'restricted.snapshots': 'allow',
      // One more for the copy on which something is tried; the door counts the services.
      'limits.instances': String(limits.services + 1),
      'limits.cpu': String(limits.cpus),
      'limits.memory': formatMiB(limits.memoryMiB),
      'limits.processes': String(limits.processes),
      'user.reeve.tenant': input.tenant,
      'user.reeve.name': input.name,
      [suspendedKey]: String(input.suspended),
    },
  }
}

/** Devices of the project's default profile: the root disk and no network. */
export const wantedProfile = (rootsPool: string): Devices => ({ root: { type: 'disk', path: '/', pool: rootsPool } })
