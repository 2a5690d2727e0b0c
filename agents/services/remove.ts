import type { ActionInput } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { projectOf } from '../../contracts/ids.ts'
import type { Report, Result } from '../core/answers.ts'
import type { ServiceFacts } from '../core/facts.ts'
import { rehearsalOf } from '../core/rehearsal.ts'
import { runSteps, type Step } from '../core/steps.ts'
import { isClosed } from './apply/observe.ts'
import type { ServicesDeps } from './deps.ts'
import { endRehearsal } from './rehearse/rehearse.ts'

const quiet: Report = () => undefined

/** Takes everything of a service away; what is gone already stays gone. Its addresses are free last: until then nobody else can have them. */
export async function clear(deps: ServicesDeps, project: string, service: string, report: Report = quiet): Promise<void> {
  const { engine, records, dataPool } = deps
  const steps: Step[] = []
  const volumes = await engine.listVolumes(project, dataPool).catch((error: unknown) => {
    // Nothing was ever begun, or the project went before: there is nothing to take away.
    const gone = isClosed(error) && (records.find(service) === undefined || (error instanceof ReeveError && error.code === 'not_found'))
    if (gone) return undefined
    throw error
  })
  if (volumes !== undefined) {
    const instance = await engine.getInstance(project, service)
    if (instance !== undefined && instance.state !== 'stopped') {
      steps.push({ text: 'Stopping the VPS', run: () => engine.setState(project, service, 'kill') })
    }
    if (instance !== undefined) steps.push({ text: 'Deleting the VPS', run: () => engine.deleteInstance(project, service) })
    if (volumes.some((volume) => volume.name === rehearsalOf(service))) {
      steps.push({ text: 'Deleting a copy of it', run: () => endRehearsal(deps, project, service) })
    }
    // Also when none was there: a restore that is under way may just be bringing it back.
    steps.push({ text: 'Deleting its data', run: () => engine.deleteVolume(project, dataPool, service) })
  }
  steps.push({ text: 'Giving its addresses back', run: async () => records.release(service) })
  await runSteps(steps, report)
}

export async function deleteService(
  deps: ServicesDeps,
  input: ActionInput<'service.delete'>,
  facts: ServiceFacts,
  report: Report,
): Promise<Result> {
  if (facts.service !== null && facts.service.tenant !== input.tenant) throw new ReeveError('not_found', 'There is no such service.')
  await clear(deps, projectOf(input.tenant), input.service, report)
  return { deleted: input.service }
}
