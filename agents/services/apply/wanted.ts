import * as z from 'zod'
import { noAccounts } from '../../../contracts/accounts.ts'
import type { ActionInput } from '../../../contracts/actions.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import { cards, tenantAddresses } from '../../../contracts/zones.ts'
import { imageAlias } from '../../catalogue/base.ts'
import { dataPath, type Kind, type RootFile } from '../../catalogue/kind.ts'
import { cardName, hardwareAddress } from '../../core/addresses.ts'
import { writeInstanceKeys } from '../../core/instance-keys.ts'
import type { Config, Devices } from '../../engine/client.ts'
import { formatMiB } from '../../engine/sizes.ts'

/** What the engine should have of one service. */
export interface Wanted {
  service: string
  imageAlias: string
  diskMiB: number
  config: Config
  devices: Devices
  files: RootFile[]
  /** Written last: an instance with all of them is whole, and the waker may start it. */
  keys: Config
}

/**
 * Set once, when the instance is made: host ids of its own, so that whoever breaks out of one VPS is nobody in all others. The engine gives 65,536
 * of them (a restricted project may not ask for another number).
 */
export const atCreation: Config = { 'security.idmap.isolated': 'true' }

interface Place {
  address: string
  ownAddress: string | null
  suspended: boolean
  dataPool: string
  tenantsBridge: string
}

/** Renders the configuration. Throws `bad_input` with the field that does not fit. */
export function renderFiles(kind: Kind, input: ActionInput<'service.apply'>): RootFile[] {
  try {
    const accounts = input.accounts ?? noAccounts
    return kind.render(input.config, { service: input.service, resources: input.resources, accounts })
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const [issue] = error.issues
    const field = issue === undefined || issue.path.length === 0 ? 'The configuration' : issue.path.join('.')
    throw new ReeveError('bad_input', `${field}: ${issue?.message ?? 'does not fit'}`, error)
  }
}

export function wantedOf(kind: Kind, input: ActionInput<'service.apply'>, files: RootFile[], place: Place): Wanted {
  const { service, tenant, resources, idle } = input
  const bits = tenantAddresses.split('/')[1] ?? '16'
  return {
    service,
    imageAlias: imageAlias(kind.kind),
    diskMiB: resources.diskMiB,
    config: {
      'limits.cpu': String(resources.cpus),
      'limits.memory': formatMiB(resources.memoryMiB),
      'limits.processes': String(resources.processes),
      'boot.autostart': 'false',
      'environment.REEVE_ADDRESS': `${place.address}/${bits}`,
      'environment.REEVE_GATEWAY': cards.gate.tenants[1],
    },
    devices: {
      eth0: {
        type: 'nic',
        name: 'eth0',
        network: place.tenantsBridge,
        hwaddr: hardwareAddress(place.address),
        // By this name the host's bridge table knows the card: what comes from any other address is dropped there, and all of IPv6.
        host_name: cardName(place.address),
        'security.port_isolation': 'true',
      },
      data: { type: 'disk', pool: place.dataPool, source: service, path: dataPath },
    },
    files,
    keys: writeInstanceKeys({
      service,
      tenant,
      kind: kind.kind,
      generation: input.generation,
      address: place.address,
      ownAddress: place.ownAddress,
      ports: kind.ports.map((port) => ({ ...port })),
      freezeAfter: idle.freezeAfterSeconds,
      stopAfter: idle.stopAfterSeconds,
      suspended: place.suspended,
    }),
  }
}
