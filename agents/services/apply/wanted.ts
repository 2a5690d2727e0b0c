import * as z from 'zod'
import { noAccounts } from '../../../contracts/accounts.ts'
import type { ActionInput } from '../../../contracts/actions.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import type { Rates } from '../../../contracts/limits.ts'
import { cards, tenantAddresses } from '../../../contracts/zones.ts'
import { firstPortFile, imageAlias } from '../../catalogue/base.ts'
import { dataPath, type Kind, type RootFile } from '../../catalogue/kind.ts'
import { cardName, hardwareAddress } from '../../core/addresses.ts'
import { writeInstanceKeys } from '../../core/instance-keys.ts'
import type { Config, Devices } from '../../engine/client.ts'
import { formatMiB } from '../../engine/sizes.ts'

/** Signed last with the others: what was not carried out to its end is seen as a change once more. */
export const firstPortKey = 'user.reeve.first-port'
export const noPort = 'none'

/** What the engine should have of one service. */
export interface Wanted {
  service: string
  imageAlias: string
  diskMiB: number
  /** An empty value: not set. */
  config: Config
  /** Without the rates, which a machine may not be able to limit. */
  devices: Devices
  rates: Rates
  suspended: boolean
  halted: boolean
  files: RootFile[]
  /** On the tenants' network. */
  address: string
  /** Beside what the image brings. */
  packages: readonly string[]
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
  const ports: RootFile = { path: firstPortFile, content: input.firstPort === undefined ? '' : `${input.firstPort}\n`, mode: 0o644 }
  try {
    const accounts = input.accounts ?? noAccounts
    return [...kind.render(input.config, { service: input.service, resources: input.resources, accounts }), ports]
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
      'limits.cpu.allowance': resources.cpuPercent === undefined ? '' : `${resources.cpuPercent}ms/100ms`,
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
    rates: { ioMiBps: resources.ioMiBps, networkMbps: resources.networkMbps },
    suspended: place.suspended,
    halted: input.halted ?? false,
    files,
    address: place.address,
    packages: input.packages ?? [],
    keys: {
      [firstPortKey]: input.firstPort === undefined ? noPort : String(input.firstPort),
      ...writeInstanceKeys({
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
        halted: input.halted ?? false,
      }),
    },
  }
}
