/** Configuration of every process: one JSON file each, written by `up`, path given as the only argument. */
import * as z from 'zod'
import { tenantLimits } from './limits.ts'
import { engineUsers } from './zones.ts'

const listen = z.strictObject({ address: z.string(), port: z.int() })
const tls = z.strictObject({ certificate: z.string(), key: z.string(), authority: z.string() })

/** Where browsers find the panel: `rpId` is the passkeys' relying party, `origins` what a request's Origin may be. */
const site = z.strictObject({ rpId: z.string(), origins: z.array(z.string()).min(1), url: z.string() })

export const backendConfig = z.strictObject({
  listen,
  /** Unix socket that `up` connects to the host's root-only socket; who comes by it is `root`. */
  cliSocket: z.string(),
  database: z.string(),
  uploads: z.string(),
  /** PEM (PKCS 8) of the Ed25519 key that signs actions. */
  signingKey: z.string(),
  door: z.strictObject({ url: z.string(), tls }),
  site,
  /** The one host outside that the backend reaches, for sign-in elsewhere, and the port on its own loopback that leads there. */
  signIn: z.strictObject({ host: z.string(), port: z.int() }).optional(),
  version: z.string(),
  /** The installation is being brought back from its backup: nothing is begun by itself until that is done. */
  restoring: z.boolean().default(false),
  /** Ways out, each to one place: listeners in the backend's own VPS whose connections the engine passes on. Null: there is none. */
  courier: z
    .strictObject({ relay: listen.extend({ name: z.string() }).nullable(), proxy: listen.nullable() })
    .default({ relay: null, proxy: null }),
})
export type BackendConfig = z.infer<typeof backendConfig>

export const panelConfig = z.strictObject({ backend: z.string() })

export const doorConfig = z.strictObject({
  listen,
  tls,
  database: z.string(),
  uploads: z.string(),
  /** Folder of the agents' sockets. */
  sockets: z.string(),
  /** PEM (SPKI) of the backend's Ed25519 key. */
  backendKey: z.string(),
  /** PEM file of the keys whose licences count, that the machine's root chose; absent or empty: none. Read anew each time. */
  licenceKeys: z.string(),
  /** File that holds SHA-256 (hex) of the secret for the next enrolment of trust; gone once used. Written on the host's terminal only. */
  enrolmentSecret: z.string(),
  site: z.strictObject({ rpId: z.string(), origins: z.array(z.string()).min(1) }),
  /** What no tenant may go beyond, whatever the backend asks. */
  ceiling: tenantLimits,
  destructivePerHour: z.int(),
  /** What may be new within an hour, of all together: nobody needs more, and a stolen key of the backend gets no more. */
  newPerHour: z.strictObject({ tenants: z.int(), services: z.int() }).default({ tenants: 200, services: 500 }),
  /** Images of one kind that are built, and roots that one service gets. */
  patchesPerDay: z.strictObject({ builds: z.int(), roots: z.int() }).default({ builds: 48, roots: 48 }),
})
export type DoorConfig = z.infer<typeof doorConfig>

const agent = z.strictObject({ socket: z.string(), database: z.string() })
const engineSocket = { engine: z.string() }

export const tenancyConfig = agent.extend({
  ...engineSocket,
  rootsPool: z.string(),
  dataPool: z.string(),
  certificates: z.array(z.string()),
})
export const servicesConfig = agent.extend({
  ...engineSocket,
  uploads: z.string(),
  rootsPool: z.string(),
  dataPool: z.string(),
  tenantsBridge: z.string(),
  host: z.strictObject({ url: z.string(), tls }),
})
export const wakerConfig = agent.extend({
  ...engineSocket,
  listen,
  tls,
  applier: z.strictObject({ url: z.string(), tls }),
  startsPerSecond: z.int(),
  memoryReserveMiB: z.int(),
  dataPool: z.string().default('reeve-data'),
})
export type WakerConfig = z.infer<typeof wakerConfig>
export const statsConfig = agent.extend({
  ...engineSocket,
  /** Socket of the engine user `metrics`. */
  metrics: z.string(),
  applier: z.strictObject({ url: z.string(), tls }),
  dataPool: z.string(),
})
export type StatsConfig = z.infer<typeof statsConfig>
export const licenceConfig = agent.extend({
  ...engineSocket,
  /** As the door's. */
  licenceKeys: z.string(),
  /** Folder of its own: the licence, and keys of the pool. */
  state: z.string(),
})
/** It has no engine credential: what it does is asked of the host agent. */
export const patchConfig = agent.extend({ host: z.strictObject({ url: z.string(), tls }) })
export const gateAgentConfig = agent.extend({ applier: z.strictObject({ url: z.string(), tls }) })

/** The keep's agent `host`, which asks the machine's own host agent. */
export const hostKeepConfig = agent.extend({ host: z.strictObject({ url: z.string(), tls }) })

/** The program that is root on the machine. */
export const hostConfig = z.strictObject({
  listen,
  tls,
  /** Addresses that may connect: the keep's. */
  from: z.array(z.string()),
  /** Folder of its own. */
  state: z.string(),
  /** argv up to the verb of what works on images (scripts/image.mjs). */
  images: z.tuple([z.string()], z.string()),
  /** Folder with what each image was built of (scripts/image/building.mjs). */
  imageRecords: z.string(),
  /** argv of what reads the checkout (scripts/code.mjs). */
  code: z.tuple([z.string()], z.string()),
  /** The same of what shows the installation's own state to the vault (scripts/control.mjs). */
  control: z.tuple([z.string()], z.string()),
  /** TCP ports that stay open to everybody unless a rule of the machine's firewall says otherwise. */
  keptOpen: z.array(z.int()),
})

export const backupConfig = agent.extend({
  ...engineSocket,
  vault: z.strictObject({ url: z.string(), tls }),
  host: z.strictObject({ url: z.string(), tls }),
  uploads: z.string(),
  dataPool: z.string(),
})
export const vaultConfig = z.strictObject({
  listen,
  tls,
  /** Folder of its own state: records, the master key, the cache of restic. */
  state: z.string(),
  /** Folder of the local repositories. */
  store: z.string(),
  /** Whether that folder is outside of the pools. */
  outside: z.boolean().default(false),
  /** Days that a backup stays at least, whatever anybody asks. */
  floorDays: z.int().min(0).max(365),
  /** Places that the machine's root has opened a way to, and the own address that leads there. */
  targets: z.array(z.strictObject({ host: z.string(), port: z.int(), address: z.string() })),
})
export type VaultConfig = z.infer<typeof vaultConfig>

export const guardConfig = z.strictObject({
  /** Folder of its sockets, one per agent. */
  sockets: z.string(),
  engine: z.string(),
  /** SHA-256 fingerprint or PEM file of the engine's server certificate. */
  engineCertificate: z.string(),
  agents: z.record(z.enum(engineUsers), z.strictObject({ certificate: z.string(), key: z.string() })),
})
export type GuardConfig = z.infer<typeof guardConfig>

export const applierConfig = z.strictObject({
  listen,
  tls,
  /** Folder of its own state: wanted routes, maps, certificates, sealing key. */
  state: z.string(),
  haproxy: z.strictObject({ socket: z.string(), program: z.string() }),
  /** Where HAProxy asks for a wake, with the certificate `wake-client`. */
  waker: listen.extend({ tls }),
  /** Host names that reach the panel. */
  panelHosts: z.array(z.string()),
  panel: listen,
  /** True with `--host`: the panel is served by TLS under that name. */
  panelTls: z.boolean(),
})
export type ApplierConfig = z.infer<typeof applierConfig>
