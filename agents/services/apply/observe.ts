import { ReeveError } from '../../../contracts/errors.ts'
import { rehearsalOf } from '../../core/rehearsal.ts'
import type { Engine } from '../../engine/client.ts'
import type { Instance, Volume } from '../../engine/objects.ts'
import { parseMiB } from '../../engine/sizes.ts'

/** What the engine has of one service and of its tenant's disk. */
export interface Observed {
  image: boolean
  instance: Pick<Instance, 'state' | 'config' | 'devices'> | undefined
  volume: { diskMiB: number } | undefined
  /** Quotas of the tenant's other volumes together. */
  otherDiskMiB: number
  /** A copy for a rehearsal that was left behind. */
  leftover: boolean
}

/** Throws `unavailable` while the tenant has no project that the engine lets this agent into: its own action is still on its way. */
export async function observe(engine: Engine, project: string, service: string, imageAlias: string, dataPool: string): Promise<Observed> {
  const looked = [
    engine.getImage(project, imageAlias),
    engine.getInstance(project, service),
    engine.listVolumes(project, dataPool),
  ] as const
  const [image, instance, volumes] = await Promise.all(looked).catch((error: unknown) => {
    if (!isClosed(error)) throw error
    throw new ReeveError('unavailable', 'The tenant is not set up yet. This goes on by itself as soon as it is.', error)
  })
  const own = volumes.find((volume) => volume.type === 'custom' && volume.name === service)
  return {
    image: image !== undefined,
    instance,
    volume: own && { diskMiB: parseMiB(own.config.size) ?? 0 },
    otherDiskMiB: diskOf(volumes.filter(({ name }) => name !== service && name !== rehearsalOf(service))),
    leftover: volumes.some(({ name }) => name === rehearsalOf(service)),
  }
}

/** Quotas together. */
export const diskOf = (volumes: readonly Volume[]): number =>
  volumes.filter(({ type }) => type === 'custom').reduce((sum, { config }) => sum + (parseMiB(config.size) ?? 0), 0)

/** The project is not there, or not open to this agent: the engine does not say which to a restricted certificate. */
export const isClosed = (error: unknown): boolean =>
  error instanceof ReeveError && (error.code === 'not_found' || error.code === 'forbidden')
