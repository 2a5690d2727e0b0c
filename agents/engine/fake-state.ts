import type { Config, Devices, ExecCommand, ExecOutcome, FileOwner } from './client.ts'
import type { Instance, InstanceState, Project, Volume } from './objects.ts'

export interface FakeFile extends FileOwner {
  type: 'file' | 'directory'
  content: Buffer
}

export interface FakeInstance extends Instance {
  imageAlias: string
  files: Map<string, FakeFile>
  snapshots: Map<string, { createdAt: number; files: Map<string, FakeFile> }>
}

export type FakeProgram = (call: {
  project: string
  name: string
  command: ExecCommand
  files: FakeInstance['files']
}) => Promise<ExecOutcome> | ExecOutcome

export interface FakeVolume {
  project: string
  pool: string
  name: string
  config: Config
  snapshots: Map<string, number>
  /** Stands for what is in it. */
  data: string
}

/** Everything that the fake engine holds: plain data, so that a test can look at it, copy it and compare it. Keys: `project/name`. */
export interface FakeState {
  projects: Map<string, Project>
  profiles: Map<string, Devices>
  instances: Map<string, FakeInstance>
  /** Keys: `project/pool/name`. */
  volumes: Map<string, FakeVolume>
  pools: Set<string>
  bridges: Set<string>
  /** Alias to fingerprint, in the project `default`. */
  images: Map<string, string>
  /** Images by fingerprint, with or without an alias: their properties. Those behind an alias need not stand here. */
  built: Map<string, Config>
  /** Fingerprint to projects. */
  certificates: Map<string, string[]>
}

export const emptyState = (): FakeState => ({
  projects: new Map([['default', { name: 'default', description: '', config: { 'features.images': 'true' } }]]),
  profiles: new Map([['default', {}]]),
  instances: new Map(),
  volumes: new Map(),
  pools: new Set(['reeve-roots', 'reeve-data']),
  bridges: new Set(['rv-ten']),
  images: new Map(),
  built: new Map(),
  certificates: new Map(),
})

const idle = { processes: -1, memoryBytes: 0, cpuNanoseconds: -1, receivedBytes: 0, sentBytes: 0 }
const little = { processes: 5, memoryBytes: 20_000_000, cpuNanoseconds: 1_000_000, receivedBytes: 0, sentBytes: 0 }

/** What an instance uses: nothing while it does not run, else what was said of it, or a little. */
export const figuresOf = (state: Instance['state'], said: Partial<InstanceState> | undefined): InstanceState => ({
  ...(state === 'running' || state === 'frozen' ? { ...little, ...said } : idle),
  state,
})

export const asInstance = ({ project, name, state, config, devices, createdAt, lastUsedAt }: FakeInstance): Instance =>
  structuredClone({ project, name, state, config, devices, createdAt, lastUsedAt })

/** The volume as the engine lists it, with who uses it. */
export function asVolume(state: FakeState, found: FakeVolume): Volume {
  const users = [...state.instances.values()].filter(
    (instance) =>
      instance.project === found.project &&
      Object.values(instance.devices).some((device) => device.pool === found.pool && device.source === found.name),
  )
  const usedBy = users.map((instance) => `/1.0/instances/${instance.name}?project=${instance.project}`)
  return { name: found.name, type: 'custom', config: { ...found.config }, usedBy }
}

/** The given keys are set; an empty value removes one. */
export const merge = (before: Config, change: Config = {}): Config =>
  Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== ''))

export const inside = (things: Map<string, unknown>, project: string): boolean =>
  [...things.keys()].some((key) => key.startsWith(`${project}/`))

/** Whether one of the devices is this volume. */
export const holds = (devices: Devices, { pool, name }: Pick<FakeVolume, 'pool' | 'name'>): boolean =>
  Object.values(devices).some((device) => device.pool === pool && device.source === name)
