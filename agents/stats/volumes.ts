import { projectOf } from '../../contracts/ids.ts'
import type { Engine } from '../engine/client.ts'
import type { Counters } from './counters.ts'
import type { Store } from './store.ts'

/** How much is on the services' volumes. The engine runs a program for each question, so each is asked rarely, and what sleeps not at all. */
export interface Volumes {
  /** Bytes of one service's, and of a tenant's together, sleeping ones included; as last seen. */
  of(service: string): number | undefined
  ofTenant(tenant: string): number
  /** Services that run now: they are asked again and again, the others once more after they stopped. */
  running(services: readonly { service: string; tenant: string }[]): void
  /** Asks the one whose turn it is; false when nobody's is. */
  look(now: number): Promise<boolean>
}

const againMs = 300_000

export function createVolumes(store: Store, engine: Pick<Engine, 'getVolumeUse'>, pool: string): Volumes {
  const { values } = store.counters('disk')
  const tenantOf = (service: string) => store.tenantOf(`service:${service}`) ?? ''
  const asked = new Map<string, number>()
  const wanted = new Map<string, string>()
  let now = new Map<string, string>()

  return {
    of: (service) => values.get(service)?.bytes,
    ofTenant(tenant) {
      let sum = 0
      for (const [service, { bytes = 0 }] of values) if (tenantOf(service) === tenant) sum += bytes
      return sum
    },
    running(services) {
      const next = new Map(services.map(({ service, tenant }) => [service, tenant]))
      for (const [service, tenant] of now) {
        if (next.has(service)) continue
        wanted.set(service, tenant)
        asked.delete(service)
      }
      for (const [service, tenant] of next) wanted.set(service, tenant)
      now = next
    },
    async look(at) {
      const next = [...wanted].find(([service]) => at - (asked.get(service) ?? Number.NEGATIVE_INFINITY) >= againMs)
      if (next === undefined) return false
      const [service, tenant] = next
      asked.set(service, at)
      const bytes = await engine.getVolumeUse(projectOf(tenant), pool, service)
      if (!now.has(service)) {
        wanted.delete(service)
        asked.delete(service)
      }
      if (bytes == null) values.delete(service)
      else (values as Map<string, Counters>).set(service, { bytes })
      store.saveCounters('disk', at, values)
      return true
    },
  }
}
