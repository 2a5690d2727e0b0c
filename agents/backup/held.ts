import * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { projectOf } from '../../contracts/ids.ts'
import { dataPath } from '../catalogue/kind.ts'
import { isRetryable } from '../core/answers.ts'
import { restoreKey } from '../core/instance-keys.ts'
import { parseMiB } from '../engine/sizes.ts'
import { dropCopy } from './copies.ts'
import { type BackupDeps, formerNextOf, formerOf, vaultProject } from './deps.ts'

const haltedKey = 'user.reeve.halted'
/** The last restore that came to its end here. */
const doneKey = 'user.reeve.restored'

/** What the VPS was before it was held; on itself, so that whoever goes on after a crash knows it. */
const held = z.object({
  /** Whose mark it is. Marks of an earlier release do not say it, and keep the data of before as `former`. */
  action: z.string().default(''),
  halted: z.string(),
  running: z.boolean(),
  data: z.record(z.string(), z.string()),
  /** Of its volume: no restore gives it another size. */
  sizeMiB: z.number().optional(),
  /** The data of before lie in the vault's project, and not surely in their own place. */
  kept: z.boolean(),
})
export type Held = z.infer<typeof held>

export interface Switched {
  id: string
  tenant: string
  service: string
}

/** Whether this very restore came to its end, and was only not answered. */
export const wasDone = async ({ engine }: BackupDeps, { id, tenant, service }: Switched): Promise<boolean> =>
  (await engine.getInstance(projectOf(tenant), service))?.config[doneKey] === id

/** Whether this `former-next` is of a VPS that is still marked: then it is the only way back. */
export async function isNeeded({ engine }: BackupDeps, tenant: string, copy: string): Promise<boolean> {
  const instance = await engine.getInstance(projectOf(tenant), copy.slice(formerNextOf('').length))
  return instance?.config[restoreKey] !== undefined
}

/**
 * A VPS whose data change. While it is marked nobody starts it, and `former-next` is what it had when the mark was made; without a mark `former-next` is
 * what the last restore replaced, on its way to be `former`. So the former data of before go only when a restore stands.
 */
export function holding(deps: BackupDeps, { id, tenant, service }: Switched) {
  const { engine, dataPool, formers, makers, now, log } = deps
  const project = projectOf(tenant)
  const next = formerNextOf(service)
  const volume = (where: string, name: string) => engine.getVolume(where, dataPool, name)
  const copy = (to: string, name: string, from: string, source: string) =>
    engine.copyVolume(to, dataPool, name, { project: from, name: source, snapshots: true })
  const write = (state: Held) => engine.updateInstance(project, service, { config: { [restoreKey]: JSON.stringify(state) } })

  async function found() {
    const instance = await engine.getInstance(project, service)
    if (instance === undefined) throw new ReeveError('not_found', 'The service has no VPS. Save its settings once; then restore.')
    return instance
  }
  async function mark(): Promise<Held | undefined> {
    const text = (await engine.getInstance(project, service))?.config[restoreKey]
    return text === undefined ? undefined : held.parse(JSON.parse(text))
  }
  /** This job's own. */
  async function own(): Promise<Held | undefined> {
    const state = await mark()
    return state?.action === id ? state : undefined
  }

  /** What another job left half done and nobody goes on with is undone first. */
  async function hold(): Promise<Held> {
    const before = await mark()
    if (before?.action === id) return before
    if (before !== undefined) {
      await putBack(before)
      const taken = { ...before, action: id, kept: false }
      await write(taken)
      return taken
    }
    await settle()
    const { config, state: power, devices } = await found()
    const { data } = devices
    const plain = { type: 'disk', pool: dataPool, source: service, path: dataPath }
    const sizeMiB = parseMiB((await volume(project, service))?.config.size)
    const state: Held = {
      ...{ action: id, halted: config[haltedKey] ?? 'false', running: power === 'running' || power === 'frozen' },
      ...{ data: data?.type === 'disk' ? data : plain, kept: false },
      ...(sizeMiB === undefined ? {} : { sizeMiB }),
    }
    await engine.updateInstance(project, service, { config: { [restoreKey]: JSON.stringify(state), [haltedKey]: 'true' } })
    return state
  }

  async function dropNext(): Promise<void> {
    await dropCopy(deps, next)
    makers.forget(next)
  }

  async function quiet(): Promise<void> {
    const { state } = await found()
    if (state === 'frozen') await engine.setState(project, service, 'unfreeze')
    if (state !== 'stopped') await engine.setState(project, service, 'stop')
  }

  async function keep(): Promise<void> {
    const state = await hold()
    // A service that lost its volume has nothing to keep.
    if (state.kept || (await volume(project, service)) === undefined) return
    await dropCopy(deps, next)
    makers.note(next, id, now(), tenant)
    await copy(vaultProject, next, project, service)
    await write({ ...state, kept: true })
  }

  /** The one that stands there goes, a copy in the vault's project takes its place; done twice it stands there once. */
  async function replace(by: string): Promise<void> {
    await quiet()
    await engine.updateInstance(project, service, { devices: { data: { type: 'none' } } })
    await engine.deleteVolume(project, dataPool, service)
    await copy(project, service, vaultProject, by)
    // A deletion of the service does not wait for us, and took its VPS away first: what it cannot have seen is not left behind.
    if ((await engine.getInstance(project, service)) === undefined) await engine.deleteVolume(project, dataPool, service)
  }

  async function putBack(state: Held): Promise<void> {
    if (state.kept) {
      await replace(state.action === '' ? formerOf(service) : next)
      await write({ ...state, kept: false })
    }
    await dropNext()
  }

  /** Never with data that could not be put back: then it stays held, nobody starts it, and the next restore tries again. */
  async function release(state: Held): Promise<void> {
    if ((await volume(project, service)) !== undefined) await engine.updateInstance(project, service, { devices: { data: state.data } })
    try {
      if (state.running) await engine.setState(project, service, 'start')
    } catch (err) {
      if (isRetryable(err)) throw err
      log.warn({ err, service }, 'a service whose restore was undone does not start')
    }
    await engine.updateInstance(project, service, { config: { [restoreKey]: '', [haltedKey]: state.halted } })
  }

  /** From here on the restore stands: one change of the engine. */
  async function finish(): Promise<void> {
    const state = await own()
    if (state !== undefined)
      await engine.updateInstance(project, service, { config: { [restoreKey]: '', [haltedKey]: state.halted, [doneKey]: id } })
  }

  /** What the last restore replaced becomes the way back. */
  async function settle(): Promise<void> {
    if ((await mark()) !== undefined || (await volume(vaultProject, next)) === undefined) return
    await dropCopy(deps, formerOf(service))
    await copy(vaultProject, formerOf(service), vaultProject, next)
    formers.note(service, now())
    await dropNext()
  }

  return {
    ...{ hold, quiet, keep, replace, finish, settle },
    /** As it was before, whatever of the switch was done, by this run or by one before it. */
    undo: async () => {
      const state = await own()
      if (state === undefined) return
      await putBack(state)
      await release(state)
    },
  }
}
