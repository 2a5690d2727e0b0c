import { projectOf } from '../../contracts/ids.ts'
import type { Kind } from '../catalogue/kind.ts'
import type { Step } from '../core/steps.ts'
import { busyKey, leaseMs } from '../engine/awake.ts'
import { parseMiB } from '../engine/sizes.ts'
import { type BackupDeps, restoreOf, vaultProject } from './deps.ts'
import { holding, type Switched, wasDone } from './held.ts'
import { answers, patienceMs } from './trial.ts'

/**
 * Puts the restored volume in the place of the service's own. Nobody wakes the VPS meanwhile: it is marked as halted. The data of now is cloned into
 * the vault's project before it goes, so that a failure at any point (`undo` of held.ts), and its owner for days, finds the way back.
 */
export function switchSteps(deps: BackupDeps, kind: Kind, switched: Switched): Step[] {
  const { engine, dataPool, now } = deps
  const { tenant, service } = switched
  const project = projectOf(tenant)
  const vps = holding(deps, switched)

  /** Whoever comes again after the end changes nothing any more: what was replaced must not be replaced by itself. */
  const unlessDone = (step: Step): Step => ({
    ...step,
    run: async () => {
      if (!(await wasDone(deps, switched))) await step.run()
    },
  })

  const steps: Step[] = [
    {
      text: 'Stopping the service',
      run: async () => {
        await vps.hold()
        await vps.quiet()
      },
    },
    { text: 'Keeping what it is now', run: vps.keep },
    {
      text: 'Putting the restored data in its place',
      run: async () => {
        const { sizeMiB } = await vps.hold()
        const restored = await engine.getVolume(vaultProject, dataPool, restoreOf(service))
        if (sizeMiB !== undefined && parseMiB(restored?.config.size) !== sizeMiB)
          await engine.resizeVolume(vaultProject, dataPool, restoreOf(service), sizeMiB)
        await vps.replace(restoreOf(service))
      },
    },
    {
      text: 'Starting the service',
      run: async () => {
        const { running, data } = await vps.hold()
        // It counts as halted until it answers, and the waker stops what is halted.
        const lease = { [busyKey]: String(now() + patienceMs + leaseMs) }
        await engine.updateInstance(project, service, { devices: { data }, ...(running ? { config: lease } : {}) })
        if (running) {
          await engine.setState(project, service, 'start')
          await answers(deps, kind, project, service)
        }
        await vps.finish()
      },
    },
  ]
  return steps.map(unlessDone)
}
