import { ReeveError } from '../../../contracts/errors.ts'
import type { Config, Devices } from '../../engine/client.ts'
import type { Observed } from './observe.ts'
import type { Wanted } from './wanted.ts'

export type ApplyStep =
  | { do: 'create volume' }
  | { do: 'resize volume'; from: number }
  | { do: 'create instance' }
  | { do: 'update instance'; config: Config; devices: Devices; before: { config: Config; devices: Devices } }
  /** So that the waker does not freeze it between two steps. */
  | { do: 'keep awake'; frozen: boolean }
  /** `live`: processes run that have to be told. */
  | { do: 'write files'; live: boolean }
  | { do: 'check' }
  | { do: 'reload' }
  | { do: 'sign' }

/** Steps from what is to what is wanted. A service that does not run stays so: the first request starts it. */
export function planApply(wanted: Wanted, observed: Observed): ApplyStep[] {
  const { instance, volume } = observed
  const steps: ApplyStep[] = []
  if (volume === undefined) steps.push({ do: 'create volume' })
  else if (volume.diskMiB !== wanted.diskMiB) steps.push({ do: 'resize volume', from: volume.diskMiB })
  if (instance === undefined) {
    if (!observed.image) {
      throw new ReeveError('image_missing', `The image ${wanted.imageAlias} is missing. Run "npm run up" on the machine to build it.`)
    }
    return [...steps, { do: 'create instance' }, { do: 'write files', live: false }, { do: 'sign' }]
  }
  if (instance.state === 'starting' || instance.state === 'stopping') {
    throw new ReeveError('unavailable', 'The VPS is just starting or stopping.')
  }
  const live = instance.state === 'running' || instance.state === 'frozen'
  const difference = differenceOf(wanted, instance, live)
  if (difference !== undefined) steps.push({ do: 'update instance', ...difference })
  // Equal keys mean that this very wish was carried out to its end before.
  if (Object.entries(wanted.keys).every(([key, value]) => instance.config[key] === value)) return steps
  if (live) steps.push({ do: 'keep awake', frozen: instance.state === 'frozen' })
  steps.push({ do: 'write files', live })
  if (live) steps.push({ do: 'check' }, { do: 'reload' })
  return [...steps, { do: 'sign' }]
}

/** A running VPS keeps the card that it has: the engine would put in another one, whose address is set at a start alone. */
function differenceOf(wanted: Wanted, instance: NonNullable<Observed['instance']>, live: boolean) {
  const config: Config = {}
  const devices: Devices = {}
  const before: { config: Config; devices: Devices } = { config: {}, devices: {} }
  for (const [key, value] of Object.entries(wanted.config)) {
    if (instance.config[key] === value) continue
    config[key] = value
    before.config[key] = instance.config[key] ?? ''
  }
  for (const [name, device] of Object.entries(wanted.devices)) {
    const present = instance.devices[name]
    if (live && present !== undefined && present.host_name !== device.host_name) continue
    if (present !== undefined && Object.entries(device).every(([key, value]) => present[key] === value)) continue
    devices[name] = device
    if (present !== undefined) before.devices[name] = present
  }
  return Object.keys(config).length + Object.keys(devices).length === 0 ? undefined : { config, devices, before }
}
