import { setTimeout as after } from 'node:timers/promises'
import { ReeveError } from '../../../contracts/errors.ts'
import { projectOf } from '../../../contracts/ids.ts'
import type { ProcessesResult } from '../../../contracts/processes.ts'
import { processFolder } from '../../catalogue/base.ts'
import { kindOf } from '../../catalogue/index.ts'
import type { Kind } from '../../catalogue/kind.ts'
import type { Report, Result } from '../../core/answers.ts'
import type { ServiceFacts } from '../../core/facts.ts'
import { runSteps, type Step } from '../../core/steps.ts'
import { keepAwake } from '../../engine/awake.ts'
import { checkConfig, type Run, reloadConfig, runIn } from '../apply/kind-programs.ts'
import type { ServicesDeps } from '../deps.ts'
import { processesOf } from './processes.ts'

interface Of {
  tenant: string
  service: string
}

/** A server that ends at once is started again every second: after this time it shows. */
const settleMs = 1500
const stopMs = 20_000

async function placeOf({ engine }: ServicesDeps, { tenant, service }: Of, facts: ServiceFacts) {
  if (facts.service === null || facts.service.tenant !== tenant) throw new ReeveError('not_found', 'There is no such service.')
  const kind = kindOf(facts.service.kind)
  const project = projectOf(tenant)
  const instance = await engine.getInstance(project, service)
  if (kind === undefined || instance === undefined) throw new ReeveError('not_found', 'The service has no VPS yet. Wait until it is made.')
  return { kind, project, service, instance, run: runIn(engine, project, service) }
}

type Place = Awaited<ReturnType<typeof placeOf>>

/** What is halted or suspended stays down. */
function mayRun({ instance }: Place, facts: ServiceFacts): void {
  if (facts.suspended) throw new ReeveError('suspended', 'The tenant is suspended. Resume it first.')
  if (instance.config['user.reeve.halted'] === 'true') throw new ReeveError('halted', 'Its owner has stopped this service. Start it first.')
}

const waking = (deps: ServicesDeps, { project, service }: Place): Step => ({
  text: 'Keeping the VPS awake',
  run: () => keepAwake(deps.engine, project, service, deps.now()),
})
const checking = ({ kind, run }: Place): Step => ({
  text: 'Checking the configuration',
  run: () => checkConfig(kind, run, 'Nothing was restarted.'),
})

/** Its processes end and begin anew, the last ones of the kind first. One that sleeps begins anew by being started. */
export async function restartService(deps: ServicesDeps, input: Of, facts: ServiceFacts, report: Report): Promise<Result> {
  const place = await placeOf(deps, input, facts)
  mayRun(place, facts)
  const steps = [waking(deps, place)]
  if (place.instance.state === 'running' || place.instance.state === 'frozen') {
    steps.push(checking(place), { text: 'Restarting its processes', run: () => restart(place.kind, place.run) })
  }
  steps.push({ text: 'Looking whether it stays up', run: () => staysUp(place.kind, place.run) })
  await runSteps(steps, report)
  return {}
}

async function restart(kind: Kind, run: Run): Promise<void> {
  const up = (await processesOf(kind, run)).filter((process) => process.up)
  for (const { name } of up.toReversed()) {
    const { status, stderr } = await run(['s6-svc', '-wr', '-T', String(stopMs), '-r', processFolder(name)])
    if (status === 0) continue
    throw new ReeveError(
      'start_failed',
      `The process ${name} did not come back. The log of the service says more.`,
      new Error(stderr.slice(-500)),
    )
  }
}

async function staysUp(kind: Kind, run: Run): Promise<void> {
  const before = await processesOf(kind, run)
  await after(settleMs)
  for (const now of await processesOf(kind, run)) {
    const then = before.find(({ name }) => name === now.name)
    if (then?.up !== true || (now.up && now.pid === then.pid)) continue
    throw new ReeveError('start_failed', `The process ${now.name} ends again as soon as it runs. The log of the service says more.`)
  }
}

/** The running processes read their configuration anew, after the kind's own check. */
export async function reloadService(deps: ServicesDeps, input: Of, facts: ServiceFacts, report: Report): Promise<Result> {
  const place = await placeOf(deps, input, facts)
  mayRun(place, facts)
  if (place.instance.state !== 'running' && place.instance.state !== 'frozen') {
    throw new ReeveError('conflict', 'The service sleeps. It reads its configuration when it wakes.')
  }
  const reloading = {
    text: 'Reading the configuration anew',
    run: () => reloadConfig(place.kind, place.run, 'It goes on with the one before.'),
  }
  await runSteps([waking(deps, place), checking(place), reloading], report)
  return {}
}

/** The supervisor's view; nobody is woken for it. */
export async function readProcesses(deps: ServicesDeps, input: Of, facts: ServiceFacts): Promise<Result> {
  const { kind, project, service, instance } = await placeOf(deps, input, facts)
  const none = kind.processes.map(({ name }) => ({ name, up: false, pid: null, seconds: null }))
  if (instance.state !== 'running') return { power: instance.state, processes: none } satisfies ProcessesResult
  const run: Run = (argv) => deps.engine.exec(project, service, { argv, timeoutMs: 5000 })
  const processes = await processesOf(kind, run).catch((error: unknown) => {
    // It fell asleep meanwhile, or does not answer: nobody is woken for a look.
    if (error instanceof ReeveError && (error.code === 'conflict' || error.code === 'timeout')) return none
    throw error
  })
  return { power: instance.state, processes } satisfies ProcessesResult
}
