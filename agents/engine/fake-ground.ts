import { ReeveError } from '../../contracts/errors.ts'
import * as rules from './fake-rules.ts'
import { emptyState, type FakeInstance, type FakeState, type FakeVolume } from './fake-state.ts'
import type { Project } from './objects.ts'

/** What every part of the fake engine stands on: its state, the calls so far, and how a change goes or does not. */
export class FakeGround {
  /** Every call throws `unavailable`, as when the daemon is gone. */
  down = false
  /** Creating and writing throw `storage_full`. */
  full = false
  /** Changes made so far, such as `createInstance reeve-t.../s...`, in order. */
  readonly calls: string[] = []
  #clock = Date.UTC(2026, 0, 1)
  constructor(readonly state: FakeState = emptyState()) {}

  protected read(): void {
    if (this.down) throw new ReeveError('unavailable', 'The engine does not answer.')
  }
  protected change(call: string): void {
    this.read()
    this.calls.push(call)
  }
  protected grow(call: string): void {
    this.change(call)
    if (this.full) throw new ReeveError('storage_full', 'The storage pool is full.')
  }
  protected tick(): number {
    this.#clock += 1000
    return this.#clock
  }
  protected project(name: string): Project {
    const found = this.state.projects.get(name)
    if (found === undefined) throw rules.absent(`project ${name}`)
    return found
  }
  protected instance(project: string, name: string): FakeInstance {
    const found = this.state.instances.get(`${project}/${name}`)
    if (found === undefined) throw rules.absent(`instance ${name}`)
    return found
  }
  protected volume(project: string, pool: string, name: string): FakeVolume {
    const found = this.state.volumes.get(`${project}/${pool}/${name}`)
    if (found === undefined) throw rules.absent(`volume ${name}`)
    return found
  }
  protected attempt(apply: () => unknown, undo: () => unknown, project: string): void {
    apply()
    try {
      rules.checkLimits(this.state, project)
    } catch (error) {
      undo()
      throw error
    }
  }
}
