import { ReeveError } from '../../contracts/errors.ts'
import type { Step } from '../core/steps.ts'
import type { Engine } from '../engine/client.ts'
import type { TenancyStep } from './plan.ts'
import { suspendedKey } from './wanted.ts'

/** A planned step as something to do. Each one leaves the same when it is done twice. */
export function stepOf(step: TenancyStep, project: string, engine: Engine, dataPool: string): Step {
  switch (step.do) {
    case 'create project':
      return {
        text: 'Making the tenant’s project',
        run: () => engine.createProject(step.project),
        // It was not there when this began, so nothing in it can be missed.
        undo: () => engine.deleteProject(project),
      }
    case 'update project':
      return {
        text: 'Changing limits and settings of the project',
        run: () => engine.updateProject(project, { description: step.description, config: step.config }),
      }
    case 'set profile':
      return { text: 'Setting the root disk of services', run: () => engine.setDefaultProfile(project, step.devices) }
    case 'admit':
      return {
        text: 'Letting the agents into the project',
        run: () => engine.updateCertificateProjects(step.certificate, (projects) => [...new Set([...projects, project])]),
        undo: () => engine.updateCertificateProjects(step.certificate, (projects) => projects.filter((name) => name !== project)),
      }
    case 'dismiss':
      return {
        text: 'Taking the agents’ access back',
        run: () => engine.updateCertificateProjects(step.certificate, (projects) => projects.filter((name) => name !== project)),
      }
    case 'mark':
      return {
        text: step.suspended ? `Forbidding wakes of ${count(step.instances)}` : `Allowing wakes of ${count(step.instances)}`,
        run: () =>
          all(step.instances, (name) => engine.updateInstance(project, name, { config: { [suspendedKey]: String(step.suspended) } })),
      }
    case 'stop':
      return { text: `Stopping ${count(step.instances)}`, run: () => all(step.instances, (name) => engine.setState(project, name, 'stop')) }
    case 'delete volume':
      return { text: `Deleting the volume ${step.volume}`, run: () => engine.deleteVolume(project, dataPool, step.volume) }
    case 'delete project':
      return { text: 'Deleting the project', run: () => engine.deleteProject(project) }
  }
}

const count = (instances: readonly string[]): string => (instances.length === 1 ? 'one service' : `${instances.length} services`)

/** All at once, since a stop takes as long as the service needs. One that cannot be done does not keep the others from it. */
async function all(instances: readonly string[], work: (name: string) => Promise<void>): Promise<void> {
  for (const outcome of await Promise.allSettled(instances.map(work))) {
    // Deleted meanwhile: it cannot run either.
    if (outcome.status === 'rejected' && !(outcome.reason instanceof ReeveError && outcome.reason.code === 'not_found'))
      throw outcome.reason
  }
}
