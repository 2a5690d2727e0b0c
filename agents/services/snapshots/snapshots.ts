import type { ActionInput } from '../../../contracts/actions.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import { projectOf } from '../../../contracts/ids.ts'
import { askedSnapshot, outlived, type SnapshotView } from '../../../contracts/snapshots.ts'
import { kindOf } from '../../catalogue/index.ts'
import type { Report, Result } from '../../core/answers.ts'
import type { ServiceFacts } from '../../core/facts.ts'
import { runSteps, type Step } from '../../core/steps.ts'
import { parseMiB } from '../../engine/sizes.ts'
import type { ServicesDeps, ServicesParts } from '../deps.ts'
import { endRehearsal, rehearsalSteps } from '../rehearse/rehearse.ts'
import { refuseRestoring } from '../restoring.ts'

interface Of {
  tenant: string
  service: string
}

const haltedKey = 'user.reeve.halted'

function placeOf(deps: ServicesDeps, { tenant, service }: Of, facts: ServiceFacts) {
  if (facts.service === null || facts.service.tenant !== tenant) throw new ReeveError('not_found', 'There is no such service.')
  return { project: projectOf(tenant), service, volume: { pool: deps.dataPool, volume: service } }
}
type Place = ReturnType<typeof placeOf>

/** Newest first; those of the engine's own and of backups are left out. */
async function asked({ engine }: ServicesDeps, { project, volume }: Place): Promise<SnapshotView[]> {
  const all = await engine.listSnapshots(project, volume)
  return all
    .filter(({ name }) => askedSnapshot.safeParse(name).success)
    .map(({ name, createdAt }) => ({ name, at: createdAt }))
    .sort((a, b) => b.at - a.at)
}

export async function listAsked(deps: ServicesDeps, input: Of, facts: ServiceFacts): Promise<Result> {
  return { snapshots: await asked(deps, placeOf(deps, input, facts)) }
}

/** The data as it is at this moment, while the service runs. It is what a power cut would leave: databases and journals come back from that. */
export async function takeSnapshot(
  deps: ServicesDeps,
  input: ActionInput<'service.snapshot'>,
  facts: ServiceFacts,
  report: Report,
): Promise<Result> {
  const place = placeOf(deps, input, facts)
  await runSteps([keeping(deps, place, input.snapshot, [])], report)
  return { snapshot: input.snapshot }
}

/** One more, and the oldest of the same asker go. `spared` are needed still. */
const keeping = (deps: ServicesDeps, place: Place, name: string, spared: readonly string[]): Step => ({
  text: 'Keeping the data as it is',
  run: async () => {
    const before = await asked(deps, place)
    if (!before.some((one) => one.name === name)) await deps.engine.createSnapshot(place.project, place.volume, name)
    for (const old of outlived(name, before)) {
      if (!spared.includes(old.name)) await deps.engine.deleteSnapshot(place.project, place.volume, old.name)
    }
  },
})

/** The data as it was. Nobody wakes the service meanwhile, and what is there now stays as a snapshot. */
export async function revertTo(
  deps: ServicesParts,
  input: ActionInput<'service.revert'>,
  facts: ServiceFacts,
  report: Report,
): Promise<Result> {
  const { engine } = deps
  const place = placeOf(deps, input, facts)
  const { project, service, volume } = place
  refuseRestoring((await engine.getInstance(project, service))?.config)
  if (!(await asked(deps, place)).some(({ name }) => name === input.snapshot)) {
    throw new ReeveError('not_found', 'There is no such snapshot any more. Choose another one.')
  }
  const close = (halted: boolean) => engine.updateInstance(project, service, { config: { [haltedKey]: String(halted) } })
  const steps: Step[] = [
    ...(await rehearsalOfRevert(deps, place, input, facts)),
    { text: 'Closing it to requests', run: () => close(true), undo: () => close(input.halted) },
    { text: 'Stopping the service', run: () => stop(deps, place) },
    keeping(deps, place, input.undo, [input.snapshot]),
    { text: 'Putting the data back', run: () => engine.restoreSnapshot(project, volume, input.snapshot) },
    { text: 'Opening it again', run: () => close(input.halted) },
  ]
  await runSteps(steps, report)
  return { snapshot: input.snapshot, undo: input.undo }
}

/** The old data under the configuration and the limits of today. */
async function rehearsalOfRevert(
  deps: ServicesParts,
  { project, service, volume }: Place,
  { rehearse, snapshot }: ActionInput<'service.revert'>,
  { service: owned, limits }: ServiceFacts,
): Promise<Step[]> {
  await endRehearsal(deps, project, service)
  const kind = kindOf(owned?.kind ?? '')
  const [instance, data] = await Promise.all([
    deps.engine.getInstance(project, service),
    deps.engine.getVolume(project, volume.pool, service),
  ])
  if (rehearse !== true || kind === undefined || limits === null || instance === undefined) return []
  const config = Object.fromEntries(Object.entries(instance.config).filter(([key]) => key.startsWith('limits.')))
  const files = deps.records.find(service)?.files ?? []
  return rehearsalSteps({ deps, project, service, kind, limits, config, diskMiB: parseMiB(data?.config.size) ?? 0, files, snapshot })
}

/** The engine puts no data back under a VPS that runs. */
async function stop({ engine }: ServicesDeps, { project, service }: Place): Promise<void> {
  const state = (await engine.getState(project, service))?.state
  if (state === undefined) throw new ReeveError('not_found', 'The service has no VPS any more.')
  if (state === 'stopped') return
  if (state === 'frozen') await engine.setState(project, service, 'unfreeze')
  await engine.setState(project, service, 'stop')
}
