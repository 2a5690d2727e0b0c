import { ReeveError } from '../../contracts/errors.ts'
import { projectOf } from '../../contracts/ids.ts'
import { licencePath, licencesFolder, maxKeyBytes } from '../../contracts/licence.ts'
import { kindOf } from '../catalogue/index.ts'
import type { Log } from '../core/log.ts'
import { createQueue } from '../core/queue.ts'
import type { Engine } from '../engine/client.ts'
import type { Instance } from '../engine/objects.ts'
import type { Pool, Seat } from './pool.ts'

export interface Seats {
  give(seat: Omit<Seat, 'name' | 'wanted'>): Promise<void>
  takeBack(licence: string, service: string): Promise<void>
  /** The key is another one: those who have it get it with the next round. */
  changed(licence: string): void
  /** Brings every VPS to what is wanted: after a new root, and after what failed. */
  round(): Promise<void>
}

/** A tenant's project that is gone: the engine does not tell a restricted certificate whether it is not there or not open. */
const none = (error: unknown): undefined => {
  if (error instanceof ReeveError && (error.code === 'not_found' || error.code === 'forbidden')) return undefined
  throw error
}

/** Everything of it that a new root changes. A root is exchanged while the VPS is stopped, and then it starts. */
const rootOf = ({ config, lastUsedAt }: Instance): string => `${lastUsedAt} ${config['volatile.base_image'] ?? ''}`

/** Keys as files in VPSs: 0400 of the service's own user, or of root where the kind has none. They are on the root, which nobody backs up. */
export function createSeats(engine: Engine, pool: Pool, log: Log): Seats {
  /** One at a time for each service: what is taken back is not written once more by a round that began before. */
  const queue = createQueue()
  /** The root that was seen with its key, by licence and service. */
  const seen = new Map<string, string>()
  const keyOf = ({ licence, service }: Pick<Seat, 'licence' | 'service'>) => `${licence} ${service}`

  const find = ({ tenant, service }: Pick<Seat, 'tenant' | 'service'>) => engine.getInstance(projectOf(tenant), service).catch(none)

  async function write(seat: Seat): Promise<void> {
    const key = await pool.key(seat.licence)
    if (key === undefined) throw new ReeveError('internal', 'The key of this licence is not there any more. Write it again.')
    const project = projectOf(seat.tenant)
    const path = licencePath(seat.name)
    const present = await engine.readFile(project, seat.service, path, maxKeyBytes)
    if (present?.toString('utf8') === key) return
    const { uid, gid } = kindOf(seat.kind)?.files ?? { uid: 0, gid: 0 }
    await engine.makeFolder(project, seat.service, licencesFolder)
    // A file that is replaced keeps its owner and mode.
    await engine.removeFile(project, seat.service, path)
    await engine.writeFile(project, seat.service, path, key, { uid, gid, mode: 0o400 })
  }

  /** Looks at the seat as it is now: it may have changed while this waited. */
  async function bring(licence: string, service: string, instance: Instance | undefined): Promise<void> {
    const seat = pool.seat(licence, service)
    if (seat === undefined) return
    if (seat.wanted && instance !== undefined) {
      await write(seat)
      seen.set(keyOf(seat), rootOf(instance))
      return
    }
    if (seat.wanted) return
    if (instance !== undefined) await engine.removeFile(projectOf(seat.tenant), service, licencePath(seat.name))
    pool.forget(licence, service)
    seen.delete(keyOf(seat))
  }

  async function roundOf(tenant: string, seats: readonly Seat[]): Promise<void> {
    const found = (await engine.listInstances(projectOf(tenant)).catch(none)) ?? []
    const instances = new Map(found.map((instance) => [instance.name, instance]))
    for (const { licence, service } of seats) {
      await queue(service, async () => {
        const instance = instances.get(service)
        const seat = pool.seat(licence, service)
        if (seat?.wanted && instance !== undefined && seen.get(keyOf(seat)) === rootOf(instance)) return
        await bring(licence, service, instance)
      }).catch((err: unknown) => log.warn({ err, licence, service }, 'a licence could not be brought to its service'))
    }
  }

  return {
    give: (seat) =>
      queue(seat.service, async () => {
        pool.want(seat)
        try {
          const instance = await find(seat)
          if (instance === undefined) throw new ReeveError('not_found', 'The service has no VPS yet. Wait until it is made.')
          await bring(seat.licence, seat.service, instance)
        } catch (error) {
          // Asked again it is wanted again; given up it must not stay there.
          pool.unwant(seat.licence, seat.service)
          throw error
        }
      }),
    takeBack: (licence, service) =>
      queue(service, async () => {
        pool.unwant(licence, service)
        const seat = pool.seat(licence, service)
        if (seat !== undefined) await bring(licence, service, await find(seat))
      }),
    changed: (licence) => {
      for (const key of seen.keys()) if (key.startsWith(`${licence} `)) seen.delete(key)
    },
    async round() {
      const all = pool.seats()
      for (const tenant of new Set(all.map((seat) => seat.tenant))) {
        const own = all.filter((seat) => seat.tenant === tenant)
        await roundOf(tenant, own).catch((err: unknown) => log.warn({ err, tenant }, 'the services of a tenant could not be looked at'))
      }
    },
  }
}
