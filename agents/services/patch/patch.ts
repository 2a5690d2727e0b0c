import type { ActionInput } from '../../../contracts/actions.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import { projectOf } from '../../../contracts/ids.ts'
import type { PatchResult } from '../../../contracts/patches.ts'
import { imageAlias } from '../../catalogue/base.ts'
import { kindOf } from '../../catalogue/index.ts'
import { isRetryable, type Report } from '../../core/answers.ts'
import type { ServiceFacts } from '../../core/facts.ts'
import { runSteps } from '../../core/steps.ts'
import { type Instance, rootImageKey } from '../../engine/objects.ts'
import type { ServicesParts } from '../deps.ts'
import { type Archive, fetchArchives } from '../packages/archives.ts'
import { dropRootSnapshot, recoverRoot } from '../packages/change.ts'
import { isChanging, packagesOf } from '../packages/keys.ts'
import { refuseRestoring } from '../restoring.ts'
import { fitsKind } from './images.ts'
import { isPatchSnapshot, type Mark, readMark, snapshotOf } from './mark.ts'
import { answerOf } from './probe.ts'
import { patchSteps } from './steps.ts'

/**
 * Exchanges the root of one service for a fresh one from a newer image. Everything worth keeping is on the data volume and in this agent's records,
 * so that the way back is a root from the former image, the same configuration, and the data as they were when the service stopped. Killed at any
 * step, the same action begins anew: what has to be known stands on the instance (mark.ts), and each step done twice leaves what it leaves done once.
 */
export async function patchService(
  deps: ServicesParts,
  input: ActionInput<'service.patch'>,
  facts: ServiceFacts,
  { id, again, report }: { id: string; again: boolean; report: Report },
): Promise<PatchResult> {
  const { engine, records } = deps
  const { tenant, service, image } = input
  if (facts.service === null || facts.service.tenant !== tenant) throw new ReeveError('not_found', 'There is no such service.')
  // What is half done is not given up: it goes on when the tenant is resumed.
  if (facts.suspended && again) throw new ReeveError('unavailable', 'The tenant is suspended. Patching goes on when it is resumed.')
  if (facts.suspended) throw new ReeveError('suspended', 'The tenant is suspended. Its services are patched after it is resumed.')
  const kind = kindOf(facts.service.kind)
  const project = projectOf(tenant)
  const row = records.find(service)
  const instance = await rootOf(deps, project, service)
  if (kind === undefined || instance === undefined || row === undefined || !row.made) {
    throw new ReeveError('not_found', 'The service has no VPS yet. Wait until it is made.')
  }
  const present = instance.config[rootImageKey]
  const known = readMark(instance.config)
  if (known === undefined) {
    refuseRestoring(instance.config)
    await dropCopies(deps, project, service)
    await dropRootSnapshot(engine, project, service)
  }
  if (known === undefined && present === image) {
    return { outcome: again ? 'patched' : 'unchanged', from: null, image, power: powerOf(instance), answer: null, heldMs: null }
  }
  const there = await fitsKind(engine, project, image, kind.kind)
  // What is begun ends: without the image it was begun for it leads back, since requests wait for it.
  if (!there && known === undefined) {
    throw new ReeveError('image_missing', `The engine has no such image of the kind ${kind.kind}. Build one and patch again.`)
  }
  const asking = { engine, project, service, kind, address: row.address }
  const packages = packagesOf(instance.config)
  const archivesOf = (from: string | undefined) => archivesFor(deps, from, packages, known !== undefined)
  const begun = known ?? (await begin(instance, snapshotOf(id), () => answerOf(asking, 5)))
  const back =
    known === undefined
      ? await wayBack(deps, project, kind.kind, [begun.from, input.back], image)
      : await anyWayBack(deps, project, kind.kind, [begun.from, input.back, image])
  const archives = { fresh: await archivesOf(there ? image : undefined), back: await archivesOf(back) }
  const held = { since: performance.now(), again: known !== undefined, ms: null as number | null }
  const patch = patchSteps({
    deps,
    asking,
    row,
    mark: begun,
    image: there ? image : undefined,
    back,
    packages: { names: packages, ...archives },
    probeSeconds: input.probeSeconds,
    held,
  })
  try {
    await runSteps(patch.steps, report)
    return { outcome: 'patched', from: begun.from, image, power: begun.power, answer: patch.answer(), heldMs: held.ms }
  } catch (error) {
    if (isRetryable(error)) throw error
    throw failed(error)
  }
}

/** The instance, with the root that it had before a change of its packages that nobody ended. */
async function rootOf({ engine }: ServicesParts, project: string, service: string): Promise<Instance | undefined> {
  const found = await engine.getInstance(project, service)
  if (found === undefined || !isChanging(found.config)) return found
  refuseRestoring(found.config)
  await recoverRoot(engine, project, service)
  return engine.getInstance(project, service)
}

/** Fetched before anything is stopped. What is begun ends, if need be without them: requests wait for it. */
async function archivesFor(
  { host, log }: ServicesParts,
  image: string | undefined,
  packages: readonly string[],
  begun: boolean,
): Promise<Archive[]> {
  if (image === undefined) return []
  return fetchArchives(host, image, packages).catch((error: unknown) => {
    if (!begun || isRetryable(error)) throw error
    log.warn({ err: error, packages }, 'packages cannot be had for a root that was begun')
    return []
  })
}

/** Whatever it answers afterwards is no less. */
const noAnswer = 599

const powerOf = ({ state }: Instance): Mark['power'] => {
  if (state === 'running' || state === 'frozen' || state === 'stopped') return state
  if (state === 'error') return 'stopped'
  throw new ReeveError('unavailable', 'The VPS is just starting or stopping.')
}

/** What an earlier patch could not remove. */
async function dropCopies({ engine, dataPool }: ServicesParts, project: string, service: string): Promise<void> {
  const volume = { pool: dataPool, volume: service }
  for (const { name } of await engine.listSnapshots(project, volume)) {
    if (isPatchSnapshot(name)) await engine.deleteSnapshot(project, volume, name)
  }
}

async function begin(instance: Instance, snapshot: string, ask: () => Promise<number>): Promise<Mark> {
  const power = powerOf(instance)
  // One that cannot be asked has no good answer to lose.
  const answer = power === 'running' ? await ask().catch((error: unknown) => (isRetryable(error) ? Promise.reject(error) : 0)) : null
  return { from: instance.config[rootImageKey] ?? null, power, answer: answer === 0 ? noAnswer : answer, snapshot }
}

/** Without one nothing is begun. */
async function wayBack(deps: ServicesParts, project: string, kind: string, images: (string | null)[], image: string): Promise<string> {
  for (const candidate of images) {
    if (candidate !== null && candidate !== image && (await fitsKind(deps.engine, project, candidate, kind))) return candidate
  }
  throw new ReeveError(
    'image_missing',
    'The image that the present root came from is gone, so there would be no way back. Nothing was changed.',
  )
}

/** For what is begun already any root of its kind is better than none, and the one that is there better than to hold requests back for good. */
async function anyWayBack(deps: ServicesParts, project: string, kind: string, images: (string | null)[]): Promise<string | undefined> {
  const used = await deps.engine.getImage(project, imageAlias(kind))
  for (const candidate of [...images, used?.fingerprint ?? null]) {
    if (candidate !== null && (await fitsKind(deps.engine, project, candidate, kind))) return candidate
  }
  return undefined
}

function failed(error: unknown): ReeveError {
  if (error instanceof ReeveError && error.code !== 'internal') {
    return new ReeveError(error.code, `${error.message} The former root and its data are back.`, error)
  }
  if (error instanceof AggregateError) {
    return new ReeveError(
      'internal',
      'The new root failed, and so did going back to the former one. Look at the service and patch it again.',
      error,
    )
  }
  return new ReeveError('start_failed', 'The new root failed. The former root and its data are back.', error)
}
