import { ReeveError } from '../../../contracts/errors.ts'
import type { TenantLimits } from '../../../contracts/limits.ts'
import { imageAlias, logFile } from '../../catalogue/base.ts'
import { dataPath, type Kind, type RootFile } from '../../catalogue/kind.ts'
import { isRetryable } from '../../core/answers.ts'
import { rehearsalOf } from '../../core/rehearsal.ts'
import type { Step } from '../../core/steps.ts'
import type { Config } from '../../engine/client.ts'
import { rootImageKey } from '../../engine/objects.ts'
import { writeFiles } from '../apply/execute.ts'
import { checkConfig, runIn } from '../apply/kind-programs.ts'
import { diskOf } from '../apply/observe.ts'
import { atCreation } from '../apply/wanted.ts'
import type { ServicesDeps, ServicesParts } from '../deps.ts'
import { lastLines } from '../logs.ts'
import { answerOf, judgeAnswer } from '../patch/probe.ts'
import { fits } from './room.ts'

/** What is tried, and of whom. */
export interface Rehearsal {
  deps: ServicesParts
  project: string
  service: string
  kind: Kind
  limits: TenantLimits
  /** Limits of the VPS, as they would be. */
  config: Config
  diskMiB: number
  files: readonly RootFile[]
  /** The data as it was then; without one, as it is now. */
  snapshot?: string
}

/** For so long the copy may be without an answer. */
const patienceSeconds = 30
/** There is no network: it is asked from inside, where every server listens. */
const loopback = '127.0.0.1'
const maxLogBytes = 2_097_152

/** Takes the copy away, whatever there is of it. The VPS goes first: where there is no volume, there is nothing. */
export async function endRehearsal({ engine, dataPool, records }: ServicesDeps, project: string, service: string): Promise<void> {
  const name = rehearsalOf(service)
  // A real service of this name would be an accident of one in 10^18; its data is nothing to throw away.
  if (records.find(name) !== undefined) throw new ReeveError('conflict', 'Another service has the name that a copy would have.')
  if ((await engine.getVolume(project, dataPool, name)) === undefined) return records.endRehearsal(service)
  const found = await engine.getInstance(project, name)
  if (found !== undefined && found.state !== 'stopped') await engine.setState(project, name, 'kill')
  if (found !== undefined) await engine.deleteInstance(project, name)
  await engine.deleteVolume(project, dataPool, name)
  records.endRehearsal(service)
}

/**
 * Takes away the copies that an agent left which was killed, and whose actions nobody sends again. Before the agent takes its first action: nothing is
 * under way then. What cannot be taken away now goes at the next start, or with the next change of its service.
 */
export async function sweepRehearsals(deps: ServicesDeps): Promise<void> {
  const ends = deps.records.rehearsals().map(({ project, service }) =>
    endRehearsal(deps, project, service).catch((err: unknown) => {
      deps.log.warn({ err, service }, 'the copy of a rehearsal could not be taken away')
    }),
  )
  await Promise.all(ends)
}

/**
 * The operation on a copy of the service: its data, a fresh root and its configuration as they would be, without a network card, so that it reaches nobody
 * and nobody reaches it. The kind's own checker and a client of its protocol say whether it works. The copy goes before anything is done for real; the agent
 * that died meanwhile begins by taking away what it left.
 */
export function rehearsalSteps(rehearsal: Rehearsal): Step[] {
  const { deps, project, service, kind, files } = rehearsal
  const { engine } = deps
  const name = rehearsalOf(service)
  const end = () => endRehearsal(deps, project, service)
  const tried = (run: () => Promise<void>) => () => run().catch(asRehearsal)
  return [
    { text: 'Copying the data for a rehearsal', run: () => copyData(rehearsal), undo: end },
    {
      text: 'Making the VPS of the rehearsal',
      run: tried(async () => {
        await deps.creations('instance', () => engine.createInstance(project, specOf(rehearsal)))
        await sameRoot(rehearsal)
        await writeFiles(engine, project, name, files)
      }),
    },
    { text: 'Starting the copy', run: tried(() => engine.setState(project, name, 'start')) },
    {
      text: 'Checking the configuration on the copy',
      run: tried(() => checkConfig(kind, runIn(engine, project, name), '')),
    },
    { text: 'Asking the copy as a client would', run: tried(() => answers(rehearsal)) },
    { text: 'Deleting the copy', run: end },
  ]
}

const specOf = ({ deps, service, kind, config }: Rehearsal) => {
  const name = rehearsalOf(service)
  return {
    name,
    imageAlias: imageAlias(kind.kind),
    description: 'Rehearsal',
    config: { ...Object.fromEntries(Object.entries(config).filter(([, value]) => value !== '')), ...atCreation },
    devices: { data: { type: 'disk', pool: deps.dataPool, source: name, path: dataPath } },
  }
}

/** The root of today may be from an image before the newest of the kind; what is tried is the change, not a patch. */
async function sameRoot({ deps: { engine }, project, service }: Rehearsal): Promise<void> {
  const [own, copy] = await Promise.all([engine.getInstance(project, service), engine.getInstance(project, rehearsalOf(service))])
  const image = own?.config[rootImageKey]
  if (image === undefined || image === '' || image === copy?.config[rootImageKey]) return
  if ((await engine.findImage(project, image)) !== undefined) await engine.rebuildInstance(project, rehearsalOf(service), image)
}

async function copyData({ deps, project, service, config, diskMiB, limits, snapshot }: Rehearsal): Promise<void> {
  const { engine, dataPool } = deps
  const name = rehearsalOf(service)
  await endRehearsal(deps, project, service)
  const [instances, volumes] = await Promise.all([engine.listInstances(project), engine.listVolumes(project, dataPool)])
  fits({ config, diskMiB }, { instances, otherDiskMiB: diskOf(volumes) }, limits)
  deps.records.beginRehearsal(service, project)
  const from = { project, name: service, ...(snapshot !== undefined && { snapshot }) }
  await engine.copyVolume(project, dataPool, name, from).catch(asRehearsal)
  await engine.resizeVolume(project, dataPool, name, diskMiB).catch(asRehearsal)
}

/** Throws when the copy does not speak its protocol in time, with what its log says last. */
async function answers({ deps: { engine }, project, service, kind }: Rehearsal): Promise<void> {
  const name = rehearsalOf(service)
  try {
    judgeAnswer(await answerOf({ engine, project, service: name, kind, address: loopback }, patienceSeconds), null)
  } catch (error) {
    if (!(error instanceof ReeveError) || error.code !== 'no_answer') throw error
    const log = await engine.readFile(project, name, logFile, maxLogBytes)
    const [last = ''] = log === undefined ? [] : lastLines(log.toString('utf8'), 1)
    throw last === '' ? error : new ReeveError('no_answer', `${error.message} Its log says: ${last.slice(0, 300)}`, error)
  }
}

function asRehearsal(error: unknown): never {
  if (!(error instanceof ReeveError) || isRetryable(error)) throw error
  throw new ReeveError(error.code, `The rehearsal failed, nothing was changed. ${error.message.trim()}`, error)
}
