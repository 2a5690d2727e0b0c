import { ReeveError } from '../../../contracts/errors.ts'
import type { RootFile } from '../../catalogue/kind.ts'
import type { Config, Devices } from '../../engine/client.ts'
import { parseMiB } from '../../engine/sizes.ts'
import { packagesOf } from '../packages/keys.ts'
import type { Lowered } from '../use/weigh.ts'
import type { Observed } from './observe.ts'
import { type Abilities, type DeviceRate, deviceRateNames, deviceRates, presentRates, rateKeys, sameKeys } from './rates.ts'
import { firstPortKey, noPort, type Wanted } from './wanted.ts'

type Device = Config

export type ApplyStep =
  | { do: 'create volume' }
  | { do: 'resize volume'; from: number }
  | { do: 'create instance'; devices: Devices }
  | { do: 'update instance'; config: Config; devices: Devices; before: { config: Config; devices: Devices } }
  /** So that the waker does not freeze it between two steps. */
  | { do: 'keep awake'; frozen: boolean }
  /** What is to become smaller must not be in use. `inside`: processes run that can be asked. */
  | { do: 'weigh'; lowered: Lowered; inside: boolean; memoryMiB: number }
  /** `plain` is what stays when the machine cannot limit it. `start`: nobody has found that out yet, and nothing runs. */
  | { do: 'limit rate'; rate: DeviceRate; device: Device; plain: Device; before: Device; live: boolean; start: boolean }
  /** `live`: processes run that have to be told. `ports`: from which on they may listen is another. */
  | { do: 'write files'; live: boolean; ports: boolean }
  /** Of processes that run. */
  | { do: 'open ports' }
  | { do: 'check' }
  | { do: 'reload' }
  | { do: 'change packages' }
  | { do: 'sign' }
  | { do: 'halt'; frozen: boolean }

/**
 * Steps from what is to what is wanted. A service that does not run stays so: the first request starts it. `settled`: its files are those that its
 * processes have.
 */
export function planApply(wanted: Wanted, observed: Observed, abilities: Abilities, settled: boolean): ApplyStep[] {
  const { instance, volume } = observed
  if (instance === undefined) return planNew(wanted, observed, abilities)
  const { state } = instance
  if (state === 'starting' || state === 'stopping') throw new ReeveError('unavailable', 'The VPS is just starting or stopping.')
  const live = state === 'running' || state === 'frozen'
  /** Nothing is asked of processes that end anyhow. */
  const talks = live && !wanted.halted
  // Equal keys mean that this very wish was carried out to its end before.
  const done = Object.entries(wanted.keys).every(([key, value]) => instance.config[key] === value)
  const steps: ApplyStep[] = []
  if (talks && !done) steps.push({ do: 'keep awake', frozen: state === 'frozen' })
  const lowered = done ? {} : loweredOf(wanted, observed)
  if (Object.keys(lowered).length > 0) {
    steps.push({ do: 'weigh', lowered, inside: talks, memoryMiB: parseMiB(instance.config['limits.memory']) ?? 0 })
  }
  if (volume === undefined) steps.push({ do: 'create volume' })
  else if (volume.diskMiB !== wanted.diskMiB) steps.push({ do: 'resize volume', from: volume.diskMiB })
  const difference = differenceOf(wanted, instance, live)
  if (difference !== undefined) steps.push({ do: 'update instance', ...difference })
  steps.push(...planRates(wanted, instance.devices, live, abilities))
  const packages = planPackages(wanted, packagesOf(instance.config))
  const halt: ApplyStep[] = live && wanted.halted ? [{ do: 'halt', frozen: state === 'frozen' }] : []
  if (done) return [...steps, ...packages, ...halt]
  const ports = talks && (instance.config[firstPortKey] ?? noPort) !== wanted.keys[firstPortKey]
  steps.push({ do: 'write files', live: talks, ports })
  if (ports) steps.push({ do: 'open ports' })
  // What stands in the way of settled ones by now is nothing that this wish brought.
  if (talks && (ports || !settled)) steps.push({ do: 'check' }, { do: 'reload' })
  // Signed first: from then on nobody wakes it.
  return [...steps, ...packages, { do: 'sign' }, ...halt]
}

/** Nobody starts one that has to stay down: it gets them with the change that lets it run. */
function planPackages({ packages, suspended, halted }: Wanted, present: readonly string[]): ApplyStep[] {
  const same = packages.length === present.length && packages.every((name) => present.includes(name))
  return same || suspended || halted ? [] : [{ do: 'change packages' }]
}

/** Whether what changes could keep the service from running: its configuration, or how much it may use. Of one that is new or suspended nothing runs. */
export function isRisky(wanted: Wanted, { instance, volume }: Observed, good: readonly RootFile[]): boolean {
  if (instance === undefined || volume === undefined || wanted.suspended) return false
  const limits = Object.entries(wanted.config).some(([key, value]) => key.startsWith('limits.') && (instance.config[key] ?? '') !== value)
  return limits || volume.diskMiB !== wanted.diskMiB || !sameFiles(good, wanted.files)
}

export function sameFiles(one: readonly RootFile[], other: readonly RootFile[]): boolean {
  const texts = (files: readonly RootFile[]) => JSON.stringify(files.map(({ path, content, mode }) => [path, content, mode]))
  return texts(one) === texts(other)
}

function planNew(wanted: Wanted, { image, volume }: Observed, abilities: Abilities): ApplyStep[] {
  const steps: ApplyStep[] = []
  if (volume === undefined) steps.push({ do: 'create volume' })
  else if (volume.diskMiB !== wanted.diskMiB) steps.push({ do: 'resize volume', from: volume.diskMiB })
  if (!image) {
    throw new ReeveError('image_missing', `The image ${wanted.imageAlias} is missing. Run "npm run up" on the machine to build it.`)
  }
  const devices = structuredClone(wanted.devices)
  for (const rate of deviceRateNames) {
    if (abilities.get(rate) === 'works') Object.assign(devices[deviceRates[rate].device] ?? {}, rateKeys(rate, wanted.rates))
  }
  return [
    ...steps,
    { do: 'create instance', devices },
    { do: 'write files', live: false, ports: false },
    ...planPackages(wanted, []),
    { do: 'sign' },
    // Last, since it starts the VPS when nobody has found out yet whether this machine can do it.
    ...planRates(wanted, devices, false, abilities),
  ]
}

function planRates(wanted: Wanted, present: Devices, live: boolean, abilities: Abilities): ApplyStep[] {
  const steps: ApplyStep[] = []
  for (const rate of deviceRateNames) {
    const ability = abilities.get(rate) ?? 'unknown'
    const plain = wanted.devices[deviceRates[rate].device] ?? {}
    const keys = ability === 'refused' ? {} : rateKeys(rate, wanted.rates)
    const before = presentRates(rate, present)
    if (sameKeys(before, keys)) continue
    const start = Object.keys(keys).length > 0 && ability === 'unknown' && !live
    // Nobody starts one that has to stay down: it is limited with the next change.
    if (start && (wanted.suspended || wanted.halted)) continue
    steps.push({ do: 'limit rate', rate, device: { ...plain, ...keys }, plain, before: { ...plain, ...before }, live, start })
  }
  return steps
}

function loweredOf(wanted: Wanted, { instance, volume }: Observed): Lowered {
  const lowered: Lowered = {}
  const memoryMiB = parseMiB(wanted.config['limits.memory']) ?? 0
  const processes = Number(wanted.config['limits.processes'])
  if (memoryMiB < (parseMiB(instance?.config['limits.memory']) ?? 0)) lowered.memoryMiB = memoryMiB
  if (processes < Number(instance?.config['limits.processes'] ?? 0)) lowered.processes = processes
  if (volume !== undefined && wanted.diskMiB < volume.diskMiB) lowered.diskMiB = wanted.diskMiB
  return lowered
}

/** A running VPS keeps the card that it has: the engine would put in another one, whose address is set at a start alone. */
function differenceOf(wanted: Wanted, instance: NonNullable<Observed['instance']>, live: boolean) {
  const config: Config = {}
  const devices: Devices = {}
  const before: { config: Config; devices: Devices } = { config: {}, devices: {} }
  for (const [key, value] of Object.entries(wanted.config)) {
    if ((instance.config[key] ?? '') === value) continue
    config[key] = value
    before.config[key] = instance.config[key] ?? ''
  }
  for (const [name, device] of Object.entries(wanted.devices)) {
    const present = instance.devices[name]
    if (live && present !== undefined && present.host_name !== device.host_name) continue
    if (present !== undefined && Object.entries(device).every(([key, value]) => present[key] === value)) continue
    const kept = deviceRateNames.filter((rate) => deviceRates[rate].device === name).map((rate) => presentRates(rate, instance.devices))
    devices[name] = Object.assign({}, device, ...kept)
    if (present !== undefined) before.devices[name] = present
  }
  return Object.keys(config).length + Object.keys(devices).length === 0 ? undefined : { config, devices, before }
}
