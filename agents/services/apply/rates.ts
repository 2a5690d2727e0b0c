import type { Rates } from '../../../contracts/limits.ts'
import type { Config, Devices } from '../../engine/client.ts'
import { formatMiB } from '../../engine/sizes.ts'

/** Rates that the engine sets on a device of the VPS; the processors' time is a key of the VPS itself. */
export type DeviceRate = 'ioMiBps' | 'networkMbps'

/**
 * What the agent has found out about its machine. A kernel may lack what a rate needs; the engine then refuses it while a VPS runs, and does not
 * start a VPS that has it. So no stopped VPS gets a rate that was never seen to work.
 */
export type Ability = 'unknown' | 'works' | 'refused'
export type Abilities = Map<DeviceRate, Ability>

interface Spec {
  device: string
  keys: readonly string[]
  write(rate: number): string
  text: string
  refused: string
}

export const deviceRates: Record<DeviceRate, Spec> = {
  ioMiBps: {
    device: 'data',
    keys: ['limits.read', 'limits.write'],
    write: formatMiB,
    text: 'Limiting how fast the disk is read and written',
    refused: 'This machine cannot limit how fast disks are read and written: its kernel lacks that. All other limits hold.',
  },
  networkMbps: {
    device: 'eth0',
    keys: ['limits.ingress', 'limits.egress'],
    write: (rate) => `${rate}Mbit`,
    text: 'Limiting the network',
    refused: 'This machine cannot limit the network of a service: its kernel lacks that. All other limits hold.',
  },
}
export const deviceRateNames = Object.keys(deviceRates) as DeviceRate[]

/** The engine's keys of one rate: those of a device without it are none. */
export const rateKeys = (name: DeviceRate, rates: Rates): Config => {
  const { keys, write } = deviceRates[name]
  const rate = rates[name]
  return rate === undefined ? {} : Object.fromEntries(keys.map((key) => [key, write(rate)]))
}

/** The rates that a device has now. */
export function presentRates(name: DeviceRate, devices: Devices): Config {
  const { device, keys } = deviceRates[name]
  const present = devices[device] ?? {}
  return Object.fromEntries(keys.flatMap((key) => (present[key] === undefined ? [] : [[key, present[key]]])))
}

export const sameKeys = (a: Config, b: Config): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, value]) => b[key] === value)

/** Sentences about wanted rates that this machine cannot give. */
export const refusedRates = (rates: Rates, abilities: Abilities): string[] =>
  deviceRateNames.filter((name) => rates[name] !== undefined && abilities.get(name) === 'refused').map((name) => deviceRates[name].refused)
