import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ReeveError } from '../../contracts/errors.ts'
import {
  type Config,
  type Devices,
  type Engine,
  type ExecCommand,
  type ExecOutcome,
  type FileOwner,
  type InstanceSpec,
  type StateChange,
  stateAfter,
} from './client.ts'
import * as rules from './fake-rules.ts'
import { asInstance, type FakeInstance, type FakeProgram, figuresOf, inside, merge } from './fake-state.ts'
import { FakeStorage } from './fake-storage.ts'
import { type EngineEvent, type Image, type Instance, type InstanceState, type Machine, type Project, rootImageKey } from './objects.ts'

const owned: FileOwner = { uid: 0, gid: 0, mode: 0o644 }

/** The engine in memory: the same rules and errors, no waiting. `state` is plain data: inspect it, or `copy()` the engine. */
export class FakeEngine extends FakeStorage implements Engine {
  /** Names of instances that fail to start. */
  readonly broken = new Set<string>()
  /** Keys of devices that this machine cannot do: refused while the VPS runs, and no VPS starts with one. */
  readonly missing = new Set<string>()
  /** What instances use, by name; where nothing is said, a little. */
  readonly uses = new Map<string, Partial<Omit<InstanceState, 'state'>>>()
  machine: Machine = { cpus: 2, load: 0.5, memoryMiB: 24_000, memoryFreeMiB: 16_000, poolMiB: 100_000, poolFreeMiB: 90_000 }
  /** What `/1.0/metrics` says. */
  metrics = ''
  /** What programs do: by default nothing, with success. */
  onExec: FakeProgram = () => ({ status: 0, stdout: Buffer.alloc(0), stderr: '' })
  readonly #watchers = new Set<(event: EngineEvent) => void>()
  /** Another engine that goes on from the same state by itself. */
  copy(): FakeEngine {
    return new FakeEngine(structuredClone(this.state))
  }

  async listProjects(): Promise<string[]> {
    this.read()
    return [...this.state.projects.keys()]
  }
  async getProject(name: string): Promise<Project | undefined> {
    this.read()
    return structuredClone(this.state.projects.get(name))
  }
  async createProject(project: Project): Promise<void> {
    this.change(`createProject ${project.name}`)
    if (this.state.projects.has(project.name)) throw rules.taken(`the project ${project.name}`)
    this.state.projects.set(project.name, structuredClone(project))
    this.state.profiles.set(project.name, {})
  }
  async updateProject(name: string, change: { description?: string; config?: Config }): Promise<void> {
    this.change(`updateProject ${name}`)
    const project = this.project(name)
    const next = { ...project, description: change.description ?? project.description, config: merge(project.config, change.config) }
    this.attempt(
      () => this.state.projects.set(name, next),
      () => this.state.projects.set(name, project),
      name,
    )
  }
  async deleteProject(name: string): Promise<void> {
    this.change(`deleteProject ${name}`)
    if (inside(this.state.instances, name) || inside(this.state.volumes, name)) {
      throw new ReeveError('conflict', `The project ${name} is not empty.`)
    }
    this.state.projects.delete(name)
    this.state.profiles.delete(name)
    for (const [fingerprint, projects] of this.state.certificates) {
      this.state.certificates.set(
        fingerprint,
        projects.filter((project) => project !== name),
      )
    }
  }
  async getDefaultProfile(project: string): Promise<{ devices: Devices } | undefined> {
    this.read()
    const devices = this.state.profiles.get(project)
    return devices === undefined ? undefined : { devices: structuredClone(devices) }
  }
  async setDefaultProfile(project: string, devices: Devices): Promise<void> {
    this.change(`setDefaultProfile ${project}`)
    this.project(project)
    rules.checkRestrictions(this.state, project, {}, devices)
    rules.checkDevices(this.state, project, devices)
    this.state.profiles.set(project, structuredClone(devices))
  }

  async listInstances(project?: string): Promise<Instance[]> {
    this.read()
    return [...this.state.instances.values()].filter((found) => project === undefined || found.project === project).map(asInstance)
  }
  async getInstance(project: string, name: string): Promise<Instance | undefined> {
    this.read()
    const found = this.state.instances.get(`${project}/${name}`)
    return found === undefined ? undefined : asInstance(found)
  }
  async createInstance(project: string, spec: InstanceSpec): Promise<void> {
    this.grow(`createInstance ${project}/${spec.name}`)
    this.project(project)
    const key = `${project}/${spec.name}`
    if (this.state.instances.has(key)) throw rules.taken(`the instance ${spec.name}`)
    const devices = { ...this.state.profiles.get(project), ...spec.devices }
    rules.checkRestrictions(this.state, project, spec.config, spec.devices)
    rules.checkIsolation(this.state, project, spec.config)
    rules.checkDevices(this.state, project, devices)
    this.#needImage(spec.imageAlias)
    if (devices.root === undefined) throw new ReeveError('bad_input', 'The instance has no root disk.')
    const made: FakeInstance = {
      project,
      name: spec.name,
      state: 'stopped',
      config: { ...merge({}, spec.config), [rootImageKey]: this.state.images.get(spec.imageAlias) ?? '' },
      devices: structuredClone(spec.devices),
      createdAt: this.tick(),
      lastUsedAt: 0,
      imageAlias: spec.imageAlias,
      files: new Map(),
      snapshots: new Map(),
    }
    this.attempt(
      () => this.state.instances.set(key, made),
      () => this.state.instances.delete(key),
      project,
    )
    this.#tell('instance-created', project, spec.name)
    if (spec.start === true) this.#switch(made, 'start')
  }
  async updateInstance(project: string, name: string, change: { config?: Config; devices?: Devices }): Promise<void> {
    this.change(`updateInstance ${project}/${name}`)
    const found = this.instance(project, name)
    const next = { config: merge(found.config, change.config), devices: { ...found.devices, ...structuredClone(change.devices) } }
    const before = { config: found.config, devices: found.devices }
    rules.checkRestrictions(this.state, project, next.config, next.devices)
    rules.checkIsolation(this.state, project, next.config)
    rules.checkDevices(this.state, project, next.devices)
    if (found.state !== 'stopped') rules.checkAbilities(this.missing, next.devices)
    this.attempt(
      () => Object.assign(found, next),
      () => Object.assign(found, before),
      project,
    )
    this.#tell('instance-updated', project, name)
  }
  async deleteInstance(project: string, name: string): Promise<void> {
    this.change(`deleteInstance ${project}/${name}`)
    const found = this.state.instances.get(`${project}/${name}`)
    if (found === undefined) return
    if (found.state !== 'stopped') throw new ReeveError('conflict', `The instance ${name} is running.`)
    this.state.instances.delete(`${project}/${name}`)
    this.#tell('instance-deleted', project, name)
  }
  async rebuildInstance(project: string, name: string, fingerprint: string): Promise<void> {
    this.grow(`rebuildInstance ${project}/${name} ${fingerprint.slice(0, 8)}`)
    const found = this.instance(project, name)
    if (found.state !== 'stopped') throw new ReeveError('conflict', `The instance ${name} is running.`)
    if (found.snapshots.size > 0) throw new ReeveError('conflict', `The instance ${name} has snapshots.`)
    if (this.#image(fingerprint) === undefined) throw new ReeveError('image_missing', 'The engine has this image no more.')
    found.config = { ...found.config, [rootImageKey]: fingerprint }
    found.files.clear()
    this.#tell('instance-updated', project, name)
  }
  async getState(project: string, name: string): Promise<InstanceState | undefined> {
    this.read()
    const found = this.state.instances.get(`${project}/${name}`)
    if (found === undefined) return undefined
    return figuresOf(found.state, this.uses.get(name))
  }
  async setState(project: string, name: string, change: StateChange): Promise<void> {
    this.change(`${change} ${project}/${name}`)
    this.#switch(this.instance(project, name), change)
  }

  async exec(project: string, name: string, command: ExecCommand): Promise<ExecOutcome> {
    this.change(`exec ${project}/${name} ${command.argv.join(' ')}`)
    const found = this.instance(project, name)
    if (found.state !== 'running') throw new ReeveError('conflict', `The instance ${name} is not running.`)
    const { stdout, signal } = command
    const outcome = await Promise.race([
      this.onExec({ project, name, command, files: found.files }),
      ...(signal === undefined ? [] : [rules.cancelledBy(signal)]),
    ])
    if (stdout === undefined) return outcome
    await pipeline(Readable.from([outcome.stdout]), stdout)
    return { ...outcome, stdout: Buffer.alloc(0) }
  }
  async readFile(project: string, name: string, path: string, maxBytes = 1_048_576): Promise<Buffer | undefined> {
    this.read()
    const file = this.instance(project, name).files.get(path)
    if (file === undefined || file.type !== 'file') return undefined
    if (file.content.length > maxBytes) throw new ReeveError('too_large', `The file ${path} has more than ${maxBytes} bytes.`)
    return Buffer.from(file.content)
  }
  async writeFile(project: string, name: string, path: string, content: string | Uint8Array, owner: FileOwner = owned): Promise<void> {
    this.grow(`writeFile ${project}/${name} ${path}`)
    this.instance(project, name).files.set(path, { type: 'file', content: Buffer.from(content), ...owner })
  }
  async removeFile(project: string, name: string, path: string): Promise<void> {
    this.change(`removeFile ${project}/${name} ${path}`)
    this.instance(project, name).files.delete(path)
  }
  async makeFolder(project: string, name: string, path: string, owner: FileOwner = { ...owned, mode: 0o755 }): Promise<void> {
    this.grow(`makeFolder ${project}/${name} ${path}`)
    const { files } = this.instance(project, name)
    if (files.get(path)?.type !== 'directory') files.set(path, { type: 'directory', content: Buffer.alloc(0), ...owner })
  }

  async getImage(project: string, alias: string): Promise<Image | undefined> {
    this.read()
    this.project(project)
    const fingerprint = this.state.images.get(alias)
    return fingerprint === undefined ? undefined : this.#image(fingerprint)
  }
  async findImage(project: string, fingerprint: string): Promise<Image | undefined> {
    this.read()
    this.project(project)
    return this.#image(fingerprint)
  }
  async getCertificateProjects(fingerprint: string): Promise<string[] | undefined> {
    this.read()
    return structuredClone(this.state.certificates.get(fingerprint))
  }
  async updateCertificateProjects(fingerprint: string, change: (projects: string[]) => string[]): Promise<void> {
    this.change(`updateCertificateProjects ${fingerprint}`)
    const projects = this.state.certificates.get(fingerprint)
    if (projects === undefined) throw rules.absent('such certificate')
    const next = change([...projects])
    for (const project of next) this.project(project)
    this.state.certificates.set(fingerprint, next)
  }
  async getMachine(pool: string): Promise<Machine> {
    this.read()
    if (!this.state.pools.has(pool)) throw rules.absent(`pool ${pool}`)
    return { ...this.machine }
  }
  async readMetrics(): Promise<string> {
    this.read()
    return this.metrics
  }
  async watch(onEvent: (event: EngineEvent) => void, signal: AbortSignal, onOpen?: () => void): Promise<void> {
    this.read()
    this.#watchers.add(onEvent)
    onOpen?.()
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    this.#watchers.delete(onEvent)
  }
  async ping(): Promise<void> {
    this.read()
  }

  #image(fingerprint: string): Image | undefined {
    const properties = this.state.built.get(fingerprint)
    if (properties === undefined && ![...this.state.images.values()].includes(fingerprint)) return undefined
    return { fingerprint, properties: { ...properties } }
  }
  #needImage(alias: string): void {
    if (!this.state.images.has(alias)) throw new ReeveError('image_missing', `The image ${alias} is missing.`)
  }
  #switch(found: FakeInstance, change: StateChange): void {
    const target = stateAfter[change]
    if (found.state === target) return
    if (found.state === 'stopped' && change !== 'start') throw new ReeveError('conflict', `The instance ${found.name} is not running.`)
    if (change === 'start' && this.broken.has(found.name)) throw new ReeveError('start_failed', `The instance ${found.name} did not start.`)
    if (change === 'start') rules.checkAbilities(this.missing, found.devices)
    const resumed = found.state === 'frozen' && target === 'running'
    found.state = target
    if (change === 'start') found.lastUsedAt = this.tick()
    const words = { running: resumed ? 'resumed' : 'started', stopped: change === 'kill' ? 'stopped' : 'shutdown', frozen: 'paused' }
    this.#tell(`instance-${words[target as keyof typeof words]}`, found.project, found.name)
  }
  #tell(action: string, project: string, name: string): void {
    for (const watcher of this.#watchers) watcher({ action, project, name })
  }
}
