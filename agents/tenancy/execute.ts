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
        text: step.suspended ? `Forbidding wakes of ${step.instance}` : `Allowing wakes of ${step.instance}`,
        run: () => engine.updateInstance(project, step.instance, { config: { [suspendedKey]: String(step.suspended) } }),
      }
    case 'stop':
      return { text: `Stopping ${step.instance}`, run: () => engine.setState(project, step.instance, 'stop') }
    case 'delete volume':
      return { text: `Deleting the volume ${step.volume}`, run: () => engine.deleteVolume(project, dataPool, step.volume) }
    case 'delete project':
      return { text: 'Deleting the project', run: () => engine.deleteProject(project) }
  }
}
