import type { Readable, Writable } from 'node:stream'
import type { PowerState } from '../../contracts/states.ts'
import type { EngineEvent, Image, Instance, InstanceState, Machine, Project, Snapshot, Volume } from './objects.ts'

/**
 * What agents use of the engine. Rules for all calls:
 * `get...` gives undefined for what is not there; `create...` throws `conflict` when the name is taken; `delete...` and `remove...` are done when it is gone, also
 * when it was gone before; other changes throw `not_found`. Changes are read-modify-write with the engine's ETag, repeated when somebody else was
 * quicker. Further errors: `unavailable` and `timeout` (nothing is known to have happened: try again), `storage_full`, `over_limit` (of the
 * project), `image_missing`, `forbidden` (guard or certificate say no), `bad_input`.
 */
export interface Engine {
  // Projects: names only are listed; the full list makes the engine count every project's use.
  listProjects(): Promise<string[]>
  getProject(name: string): Promise<Project | undefined>
  createProject(project: Project): Promise<void>
  /** The given keys are set, the others stay. */
  updateProject(name: string, change: { description?: string; config?: Config }): Promise<void>
  deleteProject(name: string): Promise<void>
  /** Devices of the project's profile `default`. */
  getDefaultProfile(project: string): Promise<{ devices: Devices } | undefined>
  setDefaultProfile(project: string, devices: Devices): Promise<void>

  /** `project` undefined: of all projects that the agent may see. */
  listInstances(project?: string): Promise<Instance[]>
  getInstance(project: string, name: string): Promise<Instance | undefined>
  createInstance(project: string, spec: InstanceSpec): Promise<void>
  /** The given keys and devices are set, the others stay; an empty value removes a key. */
  updateInstance(project: string, name: string, change: { config?: Config; devices?: Devices }): Promise<void>
  /** Throws `conflict` while it is running. */
  deleteInstance(project: string, name: string): Promise<void>
  /** A fresh root from exactly this image; the instance must be stopped and have no snapshots (`conflict`). Done twice it is done anew. */
  rebuildInstance(project: string, name: string, fingerprint: string): Promise<void>
  getState(project: string, name: string): Promise<InstanceState | undefined>
  /** Done when the instance is in that state, also when it was before. */
  setState(project: string, name: string, change: StateChange): Promise<void>

  exec(project: string, name: string, command: ExecCommand): Promise<ExecOutcome>
  /** A whole file, at most `maxBytes` (`too_large`); undefined when it is not there or is no regular file. */
  readFile(project: string, name: string, path: string, maxBytes?: number): Promise<Buffer | undefined>
  /** Writes or replaces. The folder must be there. */
  writeFile(project: string, name: string, path: string, content: string | Uint8Array, owner?: FileOwner): Promise<void>
  /** A file, or an empty folder. */
  removeFile(project: string, name: string, path: string): Promise<void>
  /** Does nothing when it is there already. */
  makeFolder(project: string, name: string, path: string, owner?: FileOwner): Promise<void>

  /** Custom volumes. `sizeMiB` is their quota. */
  listVolumes(project: string, pool: string): Promise<Volume[]>
  getVolume(project: string, pool: string, name: string): Promise<Volume | undefined>
  /** Bytes in it; null where the pool does not count, undefined when it is not there. */
  getVolumeUse(project: string, pool: string, name: string): Promise<number | null | undefined>
  createVolume(project: string, pool: string, volume: { name: string; sizeMiB: number; config?: Config }): Promise<void>
  resizeVolume(project: string, pool: string, name: string, sizeMiB: number): Promise<void>
  deleteVolume(project: string, pool: string, name: string): Promise<void>
  /**
   * A copy of the volume as it is in this moment, or as it was at a snapshot, with its quota, within the pool: a clone that takes no room of its own. The
   * ids of its files go along as they are on disk, with the engine's note whose they are: who attaches the copy sees the same ids as the owner of the
   * original. `snapshots`: with all of its snapshots.
   */
  copyVolume(project: string, pool: string, name: string, from: CopySource): Promise<void>

  /** Snapshots of an instance's root, or of a volume. */
  listSnapshots(project: string, of: SnapshotOf): Promise<Snapshot[]>
  createSnapshot(project: string, of: SnapshotOf, snapshot: string): Promise<void>
  restoreSnapshot(project: string, of: SnapshotOf, snapshot: string): Promise<void>
  deleteSnapshot(project: string, of: SnapshotOf, snapshot: string): Promise<void>

  /** The image behind an alias, as instances of this project would get it. */
  getImage(project: string, alias: string): Promise<Image | undefined>
  /** The image itself, also when no alias names it. */
  findImage(project: string, fingerprint: string): Promise<Image | undefined>
  /** Projects that a restricted certificate may work in. */
  getCertificateProjects(fingerprint: string): Promise<string[] | undefined>
  /** `change` may run several times. */
  updateCertificateProjects(fingerprint: string, change: (projects: string[]) => string[]): Promise<void>

  /** The machine and one pool of it. */
  getMachine(pool: string): Promise<Machine>
  /** OpenMetrics text with the counters of all running instances that the certificate may see. */
  readMetrics(): Promise<string>
  /** Lifecycle events of all projects until the signal fires (then it resolves) or the stream breaks (`unavailable`). Events may be missed: list again. */
  watch(onEvent: (event: EngineEvent) => void, signal: AbortSignal, onOpen?: () => void): Promise<void>
  /** Throws `unavailable` unless the engine answers. */
  ping(): Promise<void>
}

export type Config = Record<string, string>
export type Devices = Record<string, Record<string, string>>

export interface InstanceSpec {
  name: string
  imageAlias: string
  description?: string
  config: Config
  devices: Devices
  /** Start it in the same call. */
  start?: boolean
}

export type StateChange = 'start' | 'stop' | 'freeze' | 'unfreeze' | 'kill'
/** What each change leads to. `stop` asks the VPS's init and kills after 10 s; `kill` does not ask. */
export const stateAfter: Record<StateChange, PowerState> = {
  start: 'running',
  unfreeze: 'running',
  stop: 'stopped',
  kill: 'stopped',
  freeze: 'frozen',
}

export interface CopySource {
  project: string
  name: string
  snapshot?: string
  snapshots?: boolean
}

export type SnapshotOf = { instance: string } | { pool: string; volume: string }

/** User and group inside the VPS; mode such as 0o644. */
export interface FileOwner {
  uid: number
  gid: number
  mode: number
}

export interface ExecCommand {
  argv: readonly [string, ...string[]]
  uid?: number
  gid?: number
  cwd?: string
  environment?: Config
  stdin?: Readable | Uint8Array | string
  /** Where standard output goes instead of the outcome; it is ended. A slow one slows the program down. */
  stdout?: Writable
  /** The program is killed at the limit and `timeout` is thrown. */
  timeoutMs?: number
  /** Kills the program; `conflict` is thrown. */
  signal?: AbortSignal
  /** Of standard output and of errors; beyond it the program is killed and `too_large` is thrown. */
  maxOutputBytes?: number
}

export interface ExecOutcome {
  status: number
  stdout: Buffer
  stderr: string
}
