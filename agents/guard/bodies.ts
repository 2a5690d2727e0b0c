import * as z from 'zod'
import { serviceId } from '../../contracts/ids.ts'
import { bridges, tenantAddresses, trialProject } from '../../contracts/zones.ts'
import { addressOfCard, hardwareAddress, isServiceAddress } from '../core/addresses.ts'
import { rehearsalOf } from '../core/rehearsal.ts'

/** What the bodies of requests to the engine may hold: every key and value is named here, anything else is refused. */
export const tenantProject = z.string().regex(/^reeve-t[a-z2-7]{12}$/)
/** No control characters, so that no value can become a second line of a file that the engine writes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const oneLine = /^[^\u0000-\u001f\u007f\u2028\u2029]*$/u
const line = z.string().max(2000).regex(oneLine)
const whole = z.string().regex(/^\d{1,9}$/)
const megabits = z.string().regex(/^\d{1,6}Mbit$/)
const mebibytes = z.string().regex(/^\d{1,9}MiB$/)
const tenantsAddress = /^10\.88\.\d{1,3}\.\d{1,3}$/
export const snapshotName = /^[a-z0-9][a-z0-9-]{0,62}$/
const imageAlias = z.string().regex(/^reeve-kind-[a-z][a-z0-9-]{0,30}$/)
const ownKey = z.string().regex(/^user\.reeve\.[a-z-]{1,40}$/)

/** Named keys with their values, and notes of ours under `user.reeve.`. */
const configOf = (keys: z.ZodRawShape) =>
  z
    .object(keys)
    .partial()
    .catchall(z.unknown())
    .superRefine(onlyOwn(Object.keys(keys)))

function onlyOwn(named: readonly string[]) {
  return (config: Record<string, unknown>, context: z.RefinementCtx) => {
    for (const [key, value] of Object.entries(config)) {
      if (named.includes(key) || (ownKey.safeParse(key).success && line.safeParse(value).success)) continue
      context.addIssue({ code: 'custom', message: `${key} may not be set` })
    }
  }
}

const instanceKeys = {
  'limits.cpu': whole,
  'limits.cpu.allowance': z.string().regex(/^(\d{1,4}ms\/100ms)?$/),
  'limits.memory': mebibytes,
  'limits.memory.swap': z.literal('false'),
  'limits.processes': whole,
  'boot.autostart': z.enum(['false', 'true', 'last-state']),
  'environment.REEVE_ADDRESS': z.string().regex(/^10\.88\.\d{1,3}\.\d{1,3}\/16$/),
  'environment.REEVE_GATEWAY': z.string().regex(tenantsAddress),
}
const instanceConfig = configOf(instanceKeys)
const isolatedKey = 'security.idmap.isolated'
/** Host ids of its own from the beginning: no other service's. */
const newInstanceConfig = configOf({ ...instanceKeys, [isolatedKey]: z.literal('true') }).refine(
  (config) => config[isolatedKey] === 'true',
  {
    message: `${isolatedKey} must be true`,
  },
)

const rootDisk = z.strictObject({
  type: z.literal('disk'),
  path: z.literal('/'),
  pool: z.literal('reeve-roots'),
  size: mebibytes.optional(),
})
/** By name and hardware address the host's bridge table holds a card to its own address; without isolation it could speak to other services. */
const networkCard = z
  .strictObject({
    type: z.literal('nic'),
    name: z.literal('eth0'),
    network: z.literal(bridges.tenants.name),
    hwaddr: z.string(),
    host_name: z.string().refine((name) => isServiceAddress(tenantAddresses, addressOfCard(name) ?? ''), 'is no card of a service'),
    'security.port_isolation': z.literal('true'),
    'limits.ingress': megabits.optional(),
    'limits.egress': megabits.optional(),
  })
  .refine((card) => card.hwaddr === hardwareAddress(addressOfCard(card.host_name) ?? ''), 'the hardware address is not that of the card')
const dataDisk = (name: string) =>
  z.strictObject({
    type: z.literal('disk'),
    pool: z.literal('reeve-data'),
    // Its own volume alone: a name is all that stands between two services of one tenant.
    source: z.literal(name),
    path: z.string().regex(/^(\/[a-z0-9][a-z0-9._-]*)+$/),
    'limits.read': mebibytes.optional(),
    'limits.write': mebibytes.optional(),
  })
const devices = (name: string) => z.strictObject({ root: rootDisk, eth0: networkCard, data: dataDisk(name) }).partial()
const source = z.strictObject({ type: z.literal('image'), alias: imageAlias })

/** An instance of a service's image with no other devices than these. */
const newContainer = (allowed: (name: string) => z.ZodType) =>
  z
    .strictObject({
      name: serviceId,
      description: line,
      type: z.literal('container'),
      profiles: z.tuple([z.literal('default')]),
      source,
      config: newInstanceConfig,
      devices: z.record(z.string(), z.unknown()),
      start: z.boolean(),
    })
    .superRefine((instance, context) => {
      const parsed = allowed(instance.name).safeParse(instance.devices)
      if (!parsed.success) context.addIssue({ code: 'custom', message: z.prettifyError(parsed.error) })
    })
export const newInstance = newContainer(devices)
export const instanceChange = (name: string) => z.strictObject({ config: instanceConfig, devices: devices(name) }).partial()
/** By what it is, never by a name that may mean another image tomorrow. */
export const rebuild = z.strictObject({
  source: z.strictObject({ type: z.literal('image'), fingerprint: z.string().regex(/^[0-9a-f]{64}$/) }),
})
export const suspension = z.strictObject({ config: z.strictObject({ 'user.reeve.suspended': z.enum(['true', 'false']) }) })

const stateActions = ['start', 'stop', 'freeze', 'unfreeze'] as const
export const stateChange = (actions: readonly (typeof stateActions)[number][] = stateActions) =>
  z.strictObject({ action: z.enum(actions), force: z.boolean(), timeout: z.int().min(0).max(600) })

const userOrGroup = z.int().min(0).max(65_535)
export const command = z.strictObject({
  command: z.array(z.string().max(131_072)).min(1).max(1000),
  user: userOrGroup,
  group: userOrGroup,
  cwd: z.string().startsWith('/').max(4096),
  environment: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/), z.string().max(65_536)),
  interactive: z.literal(false),
  'wait-for-websocket': z.literal(true),
})

const volumeConfig = configOf({
  size: mebibytes,
  'initial.uid': whole,
  'initial.gid': whole,
  'initial.mode': z.string().regex(/^0?[0-7]{3}$/),
})
export const newVolume = z.strictObject({ name: serviceId, config: volumeConfig, content_type: z.literal('filesystem') })
const ofServiceOrSnapshot = /^(s[a-z2-7]{12})(?:\/(?:asked|inside)-[a-z2-7]{12})?$/
/** A copy of a service's data, for its rehearsal alone: within its own project, under no name that another service has, or could get. */
export const rehearsedVolume = (project: string) =>
  z
    .strictObject({
      name: serviceId,
      type: z.literal('custom'),
      content_type: z.literal('filesystem'),
      source: z.strictObject({
        type: z.literal('copy'),
        pool: z.literal('reeve-data'),
        name: z.string().regex(ofServiceOrSnapshot),
        project: z.literal(project),
        volume_only: z.literal(true),
      }),
    })
    .refine(({ name, source: { name: original } }) => name === rehearsalOf(original.slice(0, 13)), 'is not the name of its rehearsal')
export const volumeChange = z.strictObject({ config: z.strictObject({ size: mebibytes }) })
export const newSnapshot = z.strictObject({ name: z.string().regex(snapshotName) })
export const restore = z.strictObject({ restore: z.string().regex(snapshotName) })

/** The walls of a tenant's project: no request may leave one out or move it. */
const projectConfig = z
  .object({
    restricted: z.literal('true'),
    'features.images': z.literal('false'),
    'features.networks': z.literal('false'),
    'features.profiles': z.literal('true'),
    'features.storage.volumes': z.literal('true'),
    'restricted.networks.access': z.literal(bridges.tenants.name),
    'restricted.devices.disk': z.literal('managed').optional(),
    'restricted.devices.nic': z.literal('managed').optional(),
    'restricted.containers.nesting': z.literal('block').optional(),
    'restricted.containers.privilege': z.enum(['unprivileged', 'isolated']).optional(),
    'restricted.snapshots': z.literal('allow').optional(),
    // The engine fills these in by itself.
    'features.storage.buckets': z.enum(['true', 'false']).optional(),
    'features.networks.zones': z.enum(['true', 'false']).optional(),
    'limits.instances': whole.optional(),
    'limits.containers': whole.optional(),
    'limits.virtual-machines': whole.optional(),
    'limits.cpu': whole.optional(),
    'limits.memory': mebibytes.optional(),
    'limits.processes': whole.optional(),
    'limits.disk': mebibytes.optional(),
  })
  .catchall(z.unknown())

const wholeProject = projectConfig.superRefine(onlyOwn(Object.keys(projectConfig.shape)))
const isolatedProject = wholeProject.refine((config) => config['restricted.containers.privilege'] === 'isolated', {
  message: 'restricted.containers.privilege must be isolated',
})
export const newProject = z.strictObject({ name: tenantProject, description: line, config: isolatedProject })
export const projectChange = z.strictObject({ description: line, config: wholeProject })
export const defaultProfile = z.strictObject({
  config: z.strictObject({}),
  description: z.literal(''),
  devices: z.strictObject({ root: rootDisk }),
})
export const certificateProjects = z.strictObject({ projects: z.array(tenantProject).max(100_000) })

export const vaultProject = z.literal('reeve')
export const trial = z.literal(trialProject)
export const backupProjects = z.strictObject({ projects: z.array(z.union([tenantProject, vaultProject, trial])).max(100_000) })
/** Copies in the vault's project: what is backed up, what is restored, what the last restore replaced, and what the present one replaces. */
export const copyName = /^(?:backup|restore|former|former-next)-s[a-z2-7]{12}$/
const copy = z.string().regex(copyName)
const filesystem = z.literal('filesystem')
export const newCopy = z.strictObject({ name: copy, config: z.strictObject({ size: mebibytes }), content_type: filesystem })
/** Copies of one service's volume keep its id in their names: no other service's, wherever it goes. */
export const copyVolume = z
  .strictObject({
    name: z.union([serviceId, copy]),
    type: z.literal('custom'),
    content_type: filesystem,
    source: z.strictObject({
      type: z.literal('copy'),
      pool: z.literal('reeve-data'),
      name: z.union([serviceId, copy]),
      project: z.union([tenantProject, vaultProject, trial]),
      volume_only: z.boolean(),
    }),
  })
  .refine(({ name, source }) => name.slice(-13) === source.name.slice(-13), 'a copy of another service')
const none = z.strictObject({ type: z.literal('none') })
/** The one copy that is attached at a time: read-only where it is backed up. */
export const copiesDevice = z.strictObject({
  devices: z.strictObject({
    copy: z.union([
      none,
      z.strictObject({
        type: z.literal('disk'),
        pool: z.literal('reeve-data'),
        source: z.string().regex(/^backup-s[a-z2-7]{12}$/),
        path: z.string().regex(/^\/mnt\/s[a-z2-7]{12}$/),
        readonly: z.literal('true'),
      }),
      z.strictObject({
        type: z.literal('disk'),
        pool: z.literal('reeve-data'),
        source: z.string().regex(/^restore-s[a-z2-7]{12}$/),
        path: z.string().regex(/^\/restore\/mnt\/s[a-z2-7]{12}$/),
      }),
    ]),
  }),
})
/** What a restore writes down on the VPS that it works on, and the lease that keeps it awake. */
const heldKeys = z
  .strictObject({ 'user.reeve.held': line, 'user.reeve.halted': line, 'user.reeve.restored': line, 'user.reeve.busy-until': line })
  .partial()
/** Its data disk away and back again, and those notes. */
export const heldInstance = (name: string) =>
  z.strictObject({ config: heldKeys, devices: z.strictObject({ data: z.union([none, dataDisk(name)]) }) }).partial()
/** Without a network card: a trial reaches nobody, and nobody reaches it. */
export const newTrial = newContainer((name) => z.strictObject({ data: dataDisk(name) }))
