import { projectOf } from '../../contracts/ids.ts'
import type { Kind } from '../catalogue/kind.ts'
import type { Step } from '../core/steps.ts'
import { type BackupDeps, restoreOf } from './deps.ts'
import { holding, type Switched, wasDone } from './held.ts'
import { answers } from './trial.ts'

/**
 * Puts the restored volume in the place of the service's own. Nobody wakes the VPS meanwhile: it is marked as halted. The data of now is cloned into
 * the vault's project before it goes, so that a failure at any point, and its owner for days, finds the way back.
 */
export function switchSteps(deps: BackupDeps, kind: Kind, switched: Switched): Step[] {
  const { engine } = deps
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
      undo: vps.release,
    },
    { text: 'Keeping what it is now', run: vps.keep, undo: vps.undo },
    {
      text: 'Putting the restored data in its place',
      run: async () => {
        await vps.hold()
        await vps.replace(restoreOf(service))
      },
    },
    {
      text: 'Starting the service',
      run: async () => {
        const { running, data } = await vps.hold()
        await engine.updateInstance(project, service, { devices: { data } })
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
