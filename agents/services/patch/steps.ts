import { ReeveError } from '../../../contracts/errors.ts'
import type { Step } from '../../core/steps.ts'
import { writeFiles } from '../apply/execute.ts'
import type { ServicesParts } from '../deps.ts'
import type { Archive } from '../packages/archives.ts'
import { bringDown, install } from '../packages/inside.ts'
import type { ServiceRow } from '../records.ts'
import { type Mark, noMark, writeMark } from './mark.ts'
import { type Asking, answerOf, judgeAnswer } from './probe.ts'

interface Parts {
  deps: ServicesParts
  asking: Asking
  row: ServiceRow
  mark: Mark
  /** Undefined: it was removed since this began. */
  image: string | undefined
  /** The image of the root that comes back when this fails. Undefined: there is none any more, and the root that is there stays. */
  back: string | undefined
  /** What the service has beside its image, as archives for the new root and for the one before. */
  packages: { names: readonly string[]; fresh: readonly Archive[]; back: readonly Archive[] }
  probeSeconds: number
  held: { since: number; again: boolean; ms: number | null }
}

/** Until the waker has heard of the mark and taken the service off the straight way, and what was being answered is answered. */
const settleMs = 500

/**
 * All steps, each with its undo. The service is stopped when its data are copied and nobody reaches it until it has answered: going back loses
 * nothing that anybody wrote.
 */
export function patchSteps({ deps, asking, row, mark, image, back, packages, probeSeconds, held }: Parts) {
  const { engine, dataPool } = deps
  const { project, service } = asking
  const volume = { pool: dataPool, volume: service }
  const { snapshot } = mark
  let answer: number | null = null

  const stop = () => bringDown(engine, project, service)
  async function rest(): Promise<void> {
    const state = (await engine.getState(project, service))?.state
    if (mark.power === 'stopped') return stop()
    if (state === 'stopped') await engine.setState(project, service, 'start')
    if (mark.power === 'frozen') await engine.setState(project, service, 'freeze')
  }
  async function release(): Promise<void> {
    await engine.updateInstance(project, service, { config: noMark })
    held.ms = held.again ? null : Math.round(performance.now() - held.since)
  }
  /** Stopped again after it: what a script of a package started ends, and the servers begin with what it brought. */
  async function withPackages(archives: readonly Archive[]): Promise<void> {
    if (archives.length === 0) return
    await engine.setState(project, service, 'start')
    await install({ deps, project, service }, archives, packages.names)
    await stop()
  }
  async function root(from: string | undefined, archives: readonly Archive[]): Promise<void> {
    if (from !== undefined) await engine.rebuildInstance(project, service, from)
    await writeFiles(engine, project, service, row.files)
    if (from !== undefined) await withPackages(archives)
  }

  const steps: Step[] = [
    {
      text: 'Holding requests back',
      run: async () => {
        await engine.updateInstance(project, service, { config: writeMark(mark) })
        if (mark.power === 'running' && !held.again) await deps.pause(settleMs)
      },
      undo: async () => {
        await rest()
        await release()
      },
    },
    { text: 'Stopping the service', run: stop },
    {
      text: 'Copying its data',
      run: async () => {
        await engine.createSnapshot(project, volume, snapshot).catch((error: unknown) => {
          // Made before this was killed: the data since then are those of a root that was being tried.
          if (!(error instanceof ReeveError) || error.code !== 'conflict') throw error
        })
      },
      undo: () => engine.deleteSnapshot(project, volume, snapshot),
    },
    {
      text: 'Making the new root',
      run: () => {
        if (image === undefined) throw new ReeveError('image_missing', 'The image was removed while the service was being patched.')
        return root(image, packages.fresh)
      },
      undo: async () => {
        await stop()
        await engine.restoreSnapshot(project, volume, snapshot)
        await root(back, packages.back)
      },
    },
    { text: 'Starting it', run: () => engine.setState(project, service, 'start') },
    {
      text: 'Asking it as a client does',
      run: async () => {
        answer = await answerOf(asking, probeSeconds)
        judgeAnswer(answer, mark.answer)
      },
    },
    { text: 'Bringing it to what it was doing', run: rest },
    { text: 'Letting requests in', run: release },
    {
      text: 'Removing the copy of its data',
      run: async () => {
        // The service works: a copy that stays costs room, not the patch. The next one removes it.
        await engine.deleteSnapshot(project, volume, snapshot).catch((error: unknown) => {
          deps.log.warn({ err: error, service }, 'the copy of the data before a patch stays')
        })
      },
    },
  ]
  return { steps, answer: () => answer }
}
