import { ReeveError } from '../../../contracts/errors.ts'
import type { Kind } from '../../catalogue/kind.ts'
import { heldKey } from '../../core/instance-keys.ts'
import type { Step } from '../../core/steps.ts'
import { keepAwake } from '../../engine/awake.ts'
import type { Engine } from '../../engine/client.ts'
import { rootImageKey } from '../../engine/objects.ts'
import { checkConfig, runIn } from '../apply/kind-programs.ts'
import type { ServicesDeps } from '../deps.ts'
import { answerOf, judgeAnswer } from '../patch/probe.ts'
import { fetchArchives } from './archives.ts'
import { bringDown, install, uninstall } from './inside.ts'
import { asBefore, changedTo, changingFrom, isChanging, notChanging, packagesOf } from './keys.ts'

const rootSnapshot = 'packages'
const probeSeconds = 30

interface Change {
  deps: ServicesDeps
  project: string
  service: string
  kind: Kind
  address: string
  /** All that it is to have. */
  packages: readonly string[]
}

/** While the service runs. When a script of a package fails, or the service does not answer after it, its root is what it was. */
export function changePackages(change: Change): Step {
  const { deps, project, service } = change
  return {
    text: 'Changing its packages',
    run: async () => {
      const { engine } = deps
      const found = await engine.getInstance(project, service)
      if (found === undefined) throw new ReeveError('not_found', 'The service has no VPS any more.')
      if (found.config[heldKey] !== undefined)
        throw new ReeveError('unavailable', 'The service is just being patched. Try again in a moment.')
      const present = packagesOf(found.config)
      const added = change.packages.filter((name) => !present.includes(name))
      const removed = present.filter((name) => !change.packages.includes(name))
      // All of them: what a service has in all is limited, and a patch fetches the same.
      const archives = added.length === 0 ? [] : await fetchArchives(deps.host, found.config[rootImageKey] ?? '', change.packages)
      await keepAwake(engine, project, service, deps.now())
      // What the image has is not fetched.
      const own = added.filter((name) => !archives.some((archive) => archive.name === name))
      if (own.length > 0) throw new ReeveError('conflict', `The service has ${own.join(', ')} already: its kind brings it.`)
      const before = await answer(change, 5)
      await begin(change, present)
      await uninstall(change, removed)
      await install(change, archives, change.packages)
      await works(change, before)
      await engine.updateInstance(project, service, { config: changedTo(change.packages) })
      await engine.deleteSnapshot(project, { instance: service }, rootSnapshot)
      await engine.updateInstance(project, service, { config: notChanging })
    },
    undo: () => recoverRoot(deps.engine, project, service),
  }
}

async function begin({ deps: { engine }, project, service }: Change, before: readonly string[]): Promise<void> {
  await dropRootSnapshot(engine, project, service)
  await engine.createSnapshot(project, { instance: service }, rootSnapshot)
  await engine.updateInstance(project, service, { config: changingFrom(before) })
}

const answer = ({ deps: { engine }, project, service, kind, address }: Change, seconds: number): Promise<number> =>
  answerOf({ engine, project, service, kind, address }, seconds)

/** A site that answered with an error of its own before may do so after it: perhaps it is the package that it lacks. */
async function works(change: Change, before: number): Promise<void> {
  const { deps, project, service, kind } = change
  await checkConfig(kind, runIn(deps.engine, project, service), '')
  judgeAnswer(await answer(change, probeSeconds), before)
}

const hasRootSnapshot = async (engine: Engine, project: string, service: string): Promise<boolean> =>
  (await engine.listSnapshots(project, { instance: service })).some(({ name }) => name === rootSnapshot)

/** That of a change which was never begun; with it the engine makes no new root. */
export async function dropRootSnapshot(engine: Engine, project: string, service: string): Promise<void> {
  if (await hasRootSnapshot(engine, project, service)) await engine.deleteSnapshot(project, { instance: service }, rootSnapshot)
}

/**
 * The root as it was before a change of packages that failed, or whose agent died; nothing where there was none. Requests wait meanwhile. Without a snapshot
 * the change had come to its end.
 */
export async function recoverRoot(engine: Engine, project: string, service: string): Promise<void> {
  const found = await engine.getInstance(project, service)
  if (found === undefined || !isChanging(found.config)) return
  if (!(await hasRootSnapshot(engine, project, service))) return engine.updateInstance(project, service, { config: notChanging })
  await engine.updateInstance(project, service, { config: { [heldKey]: 'packages' } })
  await bringDown(engine, project, service)
  await engine.restoreSnapshot(project, { instance: service }, rootSnapshot)
  // The engine puts the notes on an instance back with its root; either way they are those of before after this.
  await engine.updateInstance(project, service, { config: { ...asBefore(found.config), [heldKey]: '' } })
  if (found.state !== 'stopped') await engine.setState(project, service, 'start')
  await dropRootSnapshot(engine, project, service)
}
