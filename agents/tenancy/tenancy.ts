import { projectOf } from '../../contracts/ids.ts'
import type { Handlers } from '../core/runner.ts'
import { runSteps } from '../core/steps.ts'
import type { Engine } from '../engine/client.ts'
import { stepOf } from './execute.ts'
import { observe } from './observe.ts'
import { planApply, planDelete } from './plan.ts'
import { wantedProfile, wantedProject } from './wanted.ts'

export interface TenancyDeps {
  engine: Engine
  rootsPool: string
  dataPool: string
  tenantsBridge: string
  /** Fingerprints of the restricted certificates that work inside tenants' projects. */
  certificates: readonly string[]
}

/** The agent's duty: a tenant is a project of the engine, with its limits, and without anything once it is deleted. */
export function createTenancy(deps: TenancyDeps): Handlers<'tenancy'> {
  const { engine, dataPool, certificates } = deps
  const look = (project: string) => observe(engine, project, dataPool, certificates)
  return {
    'tenant.apply': async (input, { report }) => {
      const wanted = wantedProject(input, deps.tenantsBridge)
      const plan = planApply(wanted, wantedProfile(deps.rootsPool), input.suspended, certificates, await look(wanted.name))
      await runSteps(
        plan.map((step) => stepOf(step, wanted.name, engine, dataPool)),
        report,
      )
      return { project: wanted.name, changes: plan.length }
    },
    'tenant.delete': async (input, { facts, report }) => {
      const project = projectOf(input.tenant)
      const plan = planDelete(facts.services, await look(project))
      await runSteps(
        plan.map((step) => stepOf(step, project, engine, dataPool)),
        report,
      )
      return { project, changes: plan.length }
    },
  }
}
