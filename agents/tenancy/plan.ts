import { ReeveError } from '../../contracts/errors.ts'
import type { Config, Devices } from '../engine/client.ts'
import type { Observed } from './observe.ts'
import { privilegeKey, type WantedProject } from './wanted.ts'

export type TenancyStep =
  | { do: 'create project'; project: WantedProject }
  | { do: 'update project'; description: string; config: Config }
  | { do: 'set profile'; devices: Devices }
  | { do: 'admit'; certificate: string }
  | { do: 'dismiss'; certificate: string }
  | { do: 'mark'; instances: string[]; suspended: boolean }
  | { do: 'stop'; instances: string[] }
  | { do: 'delete volume'; volume: string }
  | { do: 'delete project' }

/** Steps from what is to what is wanted; none when it is so already. */
export function planApply(
  wanted: WantedProject,
  profile: Devices,
  suspended: boolean,
  certificates: readonly string[],
  observed: Observed,
): TenancyStep[] {
  const { project } = observed
  const steps: TenancyStep[] = []
  if (project === undefined) steps.push({ do: 'create project', project: wanted })
  else {
    // The engine refuses to narrow this while an instance from before shares its host ids with others.
    const fixed = (key: string) => key === privilegeKey && observed.instances.length > 0
    const changes = Object.entries(wanted.config).filter(([key, value]) => project.config[key] !== value && !fixed(key))
    const config = Object.fromEntries(changes)
    if (Object.keys(config).length > 0 || project.description !== wanted.description) {
      steps.push({ do: 'update project', description: wanted.description, config })
    }
  }
  if (project === undefined || !sameDevices(project.profile, profile)) steps.push({ do: 'set profile', devices: profile })
  for (const certificate of certificates) if (!observed.admitted.includes(certificate)) steps.push({ do: 'admit', certificate })
  // All marks before the first stop: nothing that was stopped is woken again while the next one stops.
  const marked = observed.instances.filter((instance) => (instance.suspended === 'true') !== suspended)
  if (marked.length > 0) steps.push({ do: 'mark', instances: marked.map(({ name }) => name), suspended })
  const awake = suspended ? observed.instances.filter(({ state }) => state !== 'stopped') : []
  if (awake.length > 0) steps.push({ do: 'stop', instances: awake.map(({ name }) => name) })
  return steps
}

/** Steps that leave nothing of a tenant. Throws `conflict` while something of it may still be in use. */
export function planDelete(services: readonly string[], observed: Observed): TenancyStep[] {
  if (observed.instances.length > 0 || observed.volumes.some((volume) => volume.used)) {
    const count = Math.max(observed.instances.length, services.length)
    throw new ReeveError('conflict', `The tenant still has ${count === 1 ? 'one service' : `${count} services`}. Delete them first.`)
  }
  const steps: TenancyStep[] = observed.volumes.map((volume) => ({ do: 'delete volume', volume: volume.name }))
  for (const certificate of observed.admitted) steps.push({ do: 'dismiss', certificate })
  if (observed.project !== undefined) steps.push({ do: 'delete project' })
  return steps
}

function sameDevices(a: Devices, b: Devices): boolean {
  const flat = (devices: Devices) =>
    Object.entries(devices)
      .flatMap(([name, device]) => Object.entries(device).map(([key, value]) => `${name}.${key}=${value}`))
      .sort()
      .join('\n')
  return flat(a) === flat(b)
}
