import type { ActionInput } from '../../../contracts/actions.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import { projectOf } from '../../../contracts/ids.ts'
import type { UsageResult } from '../../../contracts/usage.ts'
import { dataPath } from '../../catalogue/kind.ts'
import { isRetryable, type Result } from '../../core/answers.ts'
import { execAwake, programPath } from '../../engine/awake.ts'
import type { Engine } from '../../engine/client.ts'
import { parseMiB } from '../../engine/sizes.ts'
import type { ServicesDeps } from '../deps.ts'
import { type Folder, foldersOf, keptBytes, type Program, programsOf } from './inside.ts'
import type { Lowered, Used } from './weigh.ts'

interface Place {
  engine: Engine
  project: string
  service: string
  dataPool: string
  /** Its present limit. */
  memoryMiB: number
}
type Run = Parameters<typeof programsOf>[0]

const environment = { PATH: programPath, LC_ALL: 'C.UTF-8' }

/** What cannot be given back: as the VPS sees it, and never less than its processes hold by themselves. */
function heldBytes(kept: number | undefined, programs: readonly Program[]): number | undefined {
  const own = programs.reduce((sum, program) => sum + program.memoryBytes, 0)
  return kept === undefined && programs.length === 0 ? undefined : Math.max(kept ?? 0, own)
}

/** For judging a smaller limit: only what that needs is looked up. */
export async function usedOf(place: Place, { lowered, inside }: { lowered: Lowered; inside: boolean }): Promise<Used> {
  const { engine, project, service, dataPool } = place
  const run: Run = (command) => execAwake(engine, project, service, { ...command, environment })
  const asks = inside && (lowered.memoryMiB !== undefined || lowered.processes !== undefined)
  const programs = asks ? await programsOf(run) : []
  const kept = inside && lowered.memoryMiB !== undefined ? await keptBytes(run, place.memoryMiB) : undefined
  const disk = lowered.diskMiB === undefined ? undefined : await engine.getVolumeUse(project, dataPool, service)
  const folders = disk === undefined || !inside ? [] : await namedFolders(run)
  return {
    memoryBytes: heldBytes(kept, programs),
    diskBytes: disk ?? undefined,
    processes: programs.length === 0 ? undefined : programs.reduce((sum, { count }) => sum + count, 0),
    programs,
    folders,
  }
}

/** Names of large folders only make the sentence better: looking for them too long is no reason to fail. */
const namedFolders = (run: Run): Promise<Folder[]> =>
  foldersOf(run, dataPath).catch((error: unknown) => {
    if (error instanceof ReeveError && (error.code === 'timeout' || error.code === 'too_large')) return []
    throw error
  })

/** What a service uses at the moment. A sleeping one is not woken for it. */
export async function readUsage({ engine, dataPool, now }: ServicesDeps, input: ActionInput<'service.usage'>): Promise<Result> {
  const project = projectOf(input.tenant)
  const { service } = input
  const [instance, state, disk] = await Promise.all([
    engine.getInstance(project, service),
    engine.getState(project, service),
    engine.getVolumeUse(project, dataPool, service),
  ])
  if (instance === undefined || state === undefined) throw new ReeveError('not_found', 'The service has no VPS yet. Wait until it is made.')
  const runs = state.state === 'running'
  const memoryMiB = parseMiB(instance.config['limits.memory']) ?? 0
  // It may fall asleep meanwhile: then nothing is known of its inside, and nobody wakes it.
  const run: Run = (command) => engine.exec(project, service, { ...command, environment, timeoutMs: 5000 })
  const look = Promise.all([programsOf(run), keptBytes(run, memoryMiB)]).catch((error: unknown) => {
    if (isRetryable(error) || (error instanceof ReeveError && error.code === 'conflict')) return [[], undefined] as const
    throw error
  })
  const [programs, kept] = runs ? await look : [[], undefined]
  return {
    at: now(),
    power: state.state,
    memoryBytes: Math.max(0, state.memoryBytes),
    heldBytes: heldBytes(kept, programs) ?? null,
    cpuNanoseconds: Math.max(0, state.cpuNanoseconds),
    processes: Math.max(0, state.processes),
    receivedBytes: state.receivedBytes,
    sentBytes: state.sentBytes,
    diskBytes: disk ?? null,
    programs: programs.slice(0, 10).map(({ name, count, memoryBytes }) => ({ name, count, memoryBytes })),
  } satisfies UsageResult
}
