import { ReeveError } from '../../contracts/errors.ts'
import type { Config, CopySource, Engine, SnapshotOf } from './client.ts'
import { FakeGround } from './fake-ground.ts'
import * as rules from './fake-rules.ts'
import { asVolume, holds } from './fake-state.ts'
import type { Snapshot, Volume } from './objects.ts'
import { formatMiB } from './sizes.ts'

type StorageCalls = Pick<
  Engine,
  | 'listVolumes'
  | 'getVolume'
  | 'getVolumeUse'
  | 'createVolume'
  | 'resizeVolume'
  | 'copyVolume'
  | 'deleteVolume'
  | 'listSnapshots'
  | 'createSnapshot'
  | 'restoreSnapshot'
  | 'deleteSnapshot'
>

/** Volumes and snapshots of the engine in memory. */
export class FakeStorage extends FakeGround implements StorageCalls {
  /** Bytes in volumes, by name. */
  readonly volumeUses = new Map<string, number>()

  async listVolumes(project: string, pool: string): Promise<Volume[]> {
    this.read()
    return [...this.state.volumes.values()]
      .filter((found) => found.project === project && found.pool === pool)
      .map((found) => asVolume(this.state, found))
  }
  async getVolume(project: string, pool: string, name: string): Promise<Volume | undefined> {
    this.read()
    const found = this.state.volumes.get(`${project}/${pool}/${name}`)
    return found === undefined ? undefined : asVolume(this.state, found)
  }
  async getVolumeUse(project: string, pool: string, name: string): Promise<number | null | undefined> {
    this.read()
    return this.state.volumes.has(`${project}/${pool}/${name}`) ? (this.volumeUses.get(name) ?? 0) : undefined
  }
  async createVolume(project: string, pool: string, volume: { name: string; sizeMiB: number; config?: Config }): Promise<void> {
    this.grow(`createVolume ${project}/${volume.name}`)
    this.project(project)
    const key = `${project}/${pool}/${volume.name}`
    if (this.state.volumes.has(key)) throw rules.taken(`the volume ${volume.name}`)
    const config = { ...volume.config, size: formatMiB(volume.sizeMiB) }
    this.attempt(
      () => this.state.volumes.set(key, { project, pool, name: volume.name, config, snapshots: new Map(), data: '' }),
      () => this.state.volumes.delete(key),
      project,
    )
  }
  async resizeVolume(project: string, pool: string, name: string, sizeMiB: number): Promise<void> {
    this.change(`resizeVolume ${project}/${name}`)
    const found = this.volume(project, pool, name)
    const before = found.config
    this.attempt(
      () => Object.assign(found, { config: { ...before, size: formatMiB(sizeMiB) } }),
      () => Object.assign(found, { config: before }),
      project,
    )
  }
  async copyVolume(project: string, pool: string, name: string, from: CopySource): Promise<void> {
    this.grow(`copyVolume ${project}/${name} ${from.project}/${from.name}`)
    this.project(project)
    const original = this.volume(from.project, pool, from.name)
    if (from.snapshot !== undefined && !original.snapshots.has(from.snapshot)) throw rules.absent(`snapshot ${from.snapshot}`)
    const key = `${project}/${pool}/${name}`
    if (this.state.volumes.has(key)) throw rules.taken(`the volume ${name}`)
    const copy = { ...structuredClone(original), project, name }
    if (from.snapshots !== true) copy.snapshots.clear()
    this.attempt(
      () => this.state.volumes.set(key, copy),
      () => this.state.volumes.delete(key),
      project,
    )
  }
  async deleteVolume(project: string, pool: string, name: string): Promise<void> {
    this.change(`deleteVolume ${project}/${name}`)
    const found = this.state.volumes.get(`${project}/${pool}/${name}`)
    if (found !== undefined && asVolume(this.state, found).usedBy.length > 0)
      throw new ReeveError('conflict', `The volume ${name} is in use.`)
    this.state.volumes.delete(`${project}/${pool}/${name}`)
  }

  async listSnapshots(project: string, of: SnapshotOf): Promise<Snapshot[]> {
    this.read()
    if ('volume' in of) return [...this.volume(project, of.pool, of.volume).snapshots].map(([name, createdAt]) => ({ name, createdAt }))
    return [...this.instance(project, of.instance).snapshots].map(([name, { createdAt }]) => ({ name, createdAt }))
  }
  async createSnapshot(project: string, of: SnapshotOf, snapshot: string): Promise<void> {
    this.grow(`createSnapshot ${project} ${snapshot}`)
    rules.checkSnapshots(this.state, project)
    const known = 'volume' in of ? this.volume(project, of.pool, of.volume).snapshots : this.instance(project, of.instance).snapshots
    if (known.has(snapshot)) throw rules.taken(`the snapshot ${snapshot}`)
    if ('volume' in of) this.volume(project, of.pool, of.volume).snapshots.set(snapshot, this.tick())
    else {
      const { files, snapshots } = this.instance(project, of.instance)
      snapshots.set(snapshot, { createdAt: this.tick(), files: structuredClone(files) })
    }
  }
  async restoreSnapshot(project: string, of: SnapshotOf, snapshot: string): Promise<void> {
    this.change(`restoreSnapshot ${project} ${snapshot}`)
    if ('volume' in of) {
      const volume = this.volume(project, of.pool, of.volume)
      if (!volume.snapshots.has(snapshot)) throw rules.absent(`snapshot ${snapshot}`)
      const users = [...this.state.instances.values()].filter(({ project: own, devices }) => own === project && holds(devices, volume))
      if (users.some(({ state }) => state !== 'stopped')) throw new ReeveError('conflict', `The volume ${of.volume} is in use.`)
      return
    }
    const found = this.instance(project, of.instance)
    const kept = found.snapshots.get(snapshot)
    if (kept === undefined) throw rules.absent(`snapshot ${snapshot}`)
    found.files = structuredClone(kept.files)
  }
  async deleteSnapshot(project: string, of: SnapshotOf, snapshot: string): Promise<void> {
    this.change(`deleteSnapshot ${project} ${snapshot}`)
    if ('volume' in of) this.state.volumes.get(`${project}/${of.pool}/${of.volume}`)?.snapshots.delete(snapshot)
    else this.state.instances.get(`${project}/${of.instance}`)?.snapshots.delete(snapshot)
  }
}
