import type { PowerState } from '../../contracts/states.ts'
import type { Config, Devices, Engine } from '../engine/client.ts'
import { suspendedKey } from './wanted.ts'

/** What the engine has of one tenant. */
export interface Observed {
  project: { description: string; config: Config; profile: Devices } | undefined
  instances: { name: string; state: PowerState; suspended: string | undefined }[]
  volumes: { name: string; used: boolean }[]
  /** Certificates (fingerprints) that may work in the project. */
  admitted: string[]
}

export async function observe(engine: Engine, project: string, dataPool: string, certificates: readonly string[]): Promise<Observed> {
  const lists = await Promise.all(certificates.map((fingerprint) => engine.getCertificateProjects(fingerprint)))
  const admitted = certificates.filter((_, index) => lists[index]?.includes(project) === true)
  const found = await engine.getProject(project)
  if (found === undefined) return { project: undefined, instances: [], volumes: [], admitted }
  const [profile, instances, volumes] = await Promise.all([
    engine.getDefaultProfile(project),
    engine.listInstances(project),
    engine.listVolumes(project, dataPool),
  ])
  return {
    project: { description: found.description, config: found.config, profile: profile?.devices ?? {} },
    instances: instances.map(({ name, state, config }) => ({ name, state, suspended: config[suspendedKey] })),
    volumes: volumes.filter((volume) => volume.type === 'custom').map(({ name, usedBy }) => ({ name, used: usedBy.length > 0 })),
    admitted,
  }
}
