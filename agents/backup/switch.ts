import * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { projectOf } from '../../contracts/ids.ts'
import { dataPath, type Kind } from '../catalogue/kind.ts'
import type { Step } from '../core/steps.ts'
import { type BackupDeps, formerOf, restoreOf, vaultProject } from './deps.ts'
import { answers } from './trial.ts'

/** What the VPS was before it was held; on itself, so that whoever goes on after a crash knows it. */
const heldKey = 'user.reeve.held'
const haltedKey = 'user.reeve.halted'
/** The last restore that came to its end here. */
const doneKey = 'user.reeve.restored'
const held = z.object({ halted: z.string(), running: z.boolean(), data: z.record(z.string(), z.string()), kept: z.boolean() })
type Held = z.infer<typeof held>

/** Whether this very restore came to its end, and was only not answered. */
export const wasDone = async (
  { engine }: BackupDeps,
  { id, tenant, service }: { id: string; tenant: string; service: string },
): Promise<boolean> => (await engine.getInstance(projectOf(tenant), service))?.config[doneKey] === id

/**
 * Puts the restored volume in the place of the service's own. Nobody wakes the VPS meanwhile: it is marked as halted. The data of now is cloned into
 * the vault's project before it goes, so that a failure at any point, and its owner for days, finds the way back.
 */
export function switchSteps(
  deps: BackupDeps,
  kind: Kind,
  { id, tenant, service }: { id: string; tenant: string; service: string },
): Step[] {
  const { engine, dataPool, formers, now } = deps
  const project = projectOf(tenant)
  const copy = (to: string, name: string, from: string, source: string) =>
    engine.copyVolume(to, dataPool, name, { project: from, name: source })
  const volume = (where: string, name: string) => engine.getVolume(where, dataPool, name)

  async function hold(): Promise<Held> {
    const found = await engine.getInstance(project, service)
    if (found === undefined) throw new ReeveError('not_found', 'The service has no VPS. Save its settings once; then restore.')
    const before = found.config[heldKey]
    if (before !== undefined) return held.parse(JSON.parse(before))
    const { data } = found.devices
    const plain = { type: 'disk', pool: dataPool, source: service, path: dataPath }
    const state: Held = {
      halted: found.config[haltedKey] ?? 'false',
      running: found.state === 'running' || found.state === 'frozen',
      data: data?.type === 'disk' ? data : plain,
      kept: false,
    }
    await engine.updateInstance(project, service, { config: { [heldKey]: JSON.stringify(state), [haltedKey]: 'true' } })
    return state
  }

  const isDone = () => wasDone(deps, { id, tenant, service })

  async function release(done: boolean): Promise<void> {
    const found = await engine.getInstance(project, service)
    const before = found?.config[heldKey]
    if (before === undefined) return
    const { halted, running, data } = held.parse(JSON.parse(before))
    if (found?.devices.data?.type !== 'disk') await engine.updateInstance(project, service, { devices: { data } })
    if (running) await engine.setState(project, service, 'start')
    await engine.updateInstance(project, service, { config: { [heldKey]: '', [haltedKey]: halted, ...(done ? { [doneKey]: id } : {}) } })
  }

  async function quiet(): Promise<void> {
    const found = await engine.getInstance(project, service)
    if (found?.state === 'frozen') await engine.setState(project, service, 'unfreeze')
    if (found !== undefined && found.state !== 'stopped') await engine.setState(project, service, 'stop')
  }

  /** The one that stands there goes, the other takes its place; done twice it stands there once. */
  async function replace(by: string): Promise<void> {
    await quiet()
    await engine.updateInstance(project, service, { devices: { data: { type: 'none' } } })
    await engine.deleteVolume(project, dataPool, service)
    await copy(project, service, vaultProject, by)
  }

  /** Whoever comes again after the end changes nothing any more: what was replaced must not be replaced by itself. */
  const unlessDone = (step: Step): Step => ({
    ...step,
    run: async () => {
      if (!(await isDone())) await step.run()
    },
  })

  const steps: Step[] = [
    {
      text: 'Stopping the service',
      run: async () => {
        await hold()
        await quiet()
      },
      undo: () => release(false),
    },
    {
      text: 'Keeping what it is now',
      run: async () => {
        const state = await hold()
        // A service that lost its volume has nothing to keep.
        if (state.kept || (await volume(project, service)) === undefined) return
        await engine.deleteVolume(vaultProject, dataPool, formerOf(service))
        await copy(vaultProject, formerOf(service), project, service)
        formers.note(service, now())
        await engine.updateInstance(project, service, { config: { [heldKey]: JSON.stringify({ ...state, kept: true }) } })
      },
    },
    {
      text: 'Putting the restored data in its place',
      run: () => replace(restoreOf(service)),
      undo: async () => {
        if ((await hold()).kept) await replace(formerOf(service))
      },
    },
    {
      text: 'Starting the service',
      run: async () => {
        const { running, data } = await hold()
        await engine.updateInstance(project, service, { devices: { data } })
        if (running) {
          await engine.setState(project, service, 'start')
          await answers(deps, kind, project, service)
        }
        await release(true)
      },
    },
  ]
  return steps.map(unlessDone)
}
