import { ReeveError } from '../../../contracts/errors.ts'
import type { Engine } from '../../engine/client.ts'
import type { Instance } from '../../engine/objects.ts'
import { parseMiB } from '../../engine/sizes.ts'

/** What the engine has of one service and of its tenant's disk. */
export interface Observed {
  image: boolean
  instance: Pick<Instance, 'state' | 'config' | 'devices'> | undefined
  volume: { diskMiB: number } | undefined
  /** Quotas of the tenant's other volumes together. */
  otherDiskMiB: number
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
  const sizes = volumes
    .filter((volume) => volume.type === 'custom')
    .map(({ name, config }) => ({ name, diskMiB: parseMiB(config.size) ?? 0 }))
  return {
    image: image !== undefined,
    instance,
    volume: sizes.find((volume) => volume.name === service),
    otherDiskMiB: sizes.filter((volume) => volume.name !== service).reduce((sum, volume) => sum + volume.diskMiB, 0),
  }
}

/** The project is not there, or not open to this agent: the engine does not say which to a restricted certificate. */
export const isClosed = (error: unknown): boolean =>
  error instanceof ReeveError && (error.code === 'not_found' || error.code === 'forbidden')
