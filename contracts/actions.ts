import * as z from 'zod'
import { accounts } from './accounts.ts'
import { askVerdict, ticket } from './asks.ts'
import { backupActions } from './backup-actions.ts'
import { leftBackups } from './backups.ts'
import { domainName } from './domain-name.ts'
import { archiveFormat, filePath, filePathBelow, fileSum, maxFileBytes, maxUploadBytes, newFilePath } from './files.ts'
import { addressSet, installationRules, tenantRules } from './firewall.ts'
import { imageFingerprint } from './host.ts'
import { addressSetId, base64Url, certificateId, personId, serviceId, tenantId, uploadId } from './ids.ts'
import { serviceConfig } from './kinds.ts'
import { licenceActions } from './licence-actions.ts'
import { firstPort, idleTimes, resources, tenantLimits } from './limits.ts'
import { machineActions } from './machine-actions.ts'
import { reason, slug, title } from './names.ts'
import { extraPackages } from './packages.ts'
import { sentence } from './requests.ts'
import type { ActorRole } from './roles.ts'
import { mostRoutedServices, serviceRoutes } from './routes.ts'
import { askedSnapshot } from './snapshots.ts'
import { trustActions } from './trust-actions.ts'

/** Agents of the keep that can be given an action; `door` answers questions of trust itself. */
export const agentName = z.enum(['door', 'tenancy', 'services', 'waker', 'gate', 'licence', 'stats', 'host', 'patch', 'backup'])
export type AgentName = z.infer<typeof agentName>

/** `routine` and `sensitive` differ in how the ledger shows them; `critical` needs an approval. */
export type Risk = 'routine' | 'sensitive' | 'critical'
export type Asker = ActorRole

const generation = z.int().min(1)
const ofTenant = { tenant: tenantId }
const ofService = { tenant: tenantId, service: serviceId }

interface ActionSpec {
  agent: AgentName
  risk: Risk
  /** Roles that may ask. The door checks administrators and resellers by its own records, owners and members against `tenant` of the input. */
  who: readonly Asker[]
  /** Takes something away that a person would miss: counted against the keep's rate of destructive actions. */
  destructive?: true
  /** Takes the place of what was there, as ordinary work does: counted against a larger allowance. */
  replaces?: true
  /** Reads only: leaves no ledger entry beyond the journal. */
  reads?: true
  /** Answers what is under way for the same object, so it does not wait for it. */
  beside?: true
  /** A job that may take hours: it goes on under its id when its agent comes back, however late. */
  lasts?: true
  input: z.ZodType<Record<string, unknown>>
}

const everyone = ['administrator', 'reseller', 'owner', 'member'] as const
const owners = ['administrator', 'reseller', 'owner'] as const
const sellers = ['administrator', 'reseller'] as const

/** The whole privileged vocabulary. There is no "run a command", no "write a file on the host", no configuration text. */
export const actions = {
  'tenant.apply': {
    agent: 'tenancy',
    risk: 'sensitive',
    who: sellers,
    input: z.strictObject({
      ...ofTenant,
      generation,
      name: slug,
      title,
      suspended: z.boolean(),
      limits: tenantLimits,
      /** Whose customer it is. Absent: the installation's own. */
      reseller: personId.optional(),
    }),
  },
  'tenant.delete': {
    agent: 'tenancy',
    risk: 'critical',
    who: sellers,
    destructive: true,
    input: z.strictObject({ ...ofTenant, generation, name: slug, title }),
  },
  /** Owners are known to the backend alone; the keep sees that somebody agreed, and takes back the keys of the one who owns it no more. */
  'tenant.handOver': {
    agent: 'door',
    risk: 'critical',
    who: owners,
    input: z.strictObject({
      ...ofTenant,
      name: slug,
      title,
      from: personId,
      fromName: title,
      to: personId,
      toName: title,
      /** The one before leaves the tenant; else stays as a member. */
      leaves: z.boolean(),
    }),
  },
  /** Somebody looks at a tenant's pages without belonging to it: changes nothing, stands in the ledger. */
  'support.view': {
    agent: 'door',
    risk: 'sensitive',
    who: ['administrator', 'support'],
    input: z.strictObject({ ...ofTenant, name: slug, reason, until: z.int() }),
  },
  'service.apply': {
    agent: 'services',
    risk: 'routine',
    who: everyone,
    input: z.strictObject({
      ...ofService,
      generation,
      name: slug,
      kind: slug,
      config: serviceConfig,
      /** Accounts inside it; absent: none. */
      accounts: accounts.optional(),
      resources,
      idle: idleTimes,
      /** Its owner has stopped it: it stays down, whoever asks for it. */
      halted: z.boolean().optional(),
      /** Its own programs may listen at ports from this one up. */
      firstPort: firstPort.optional(),
      /** Debian packages beside what its kind brings, all of them; absent: none. */
      packages: extraPackages.optional(),
      /** Tried on a copy first. */
      rehearse: z.literal(true).optional(),
    }),
  },
  'service.delete': {
    agent: 'services',
    risk: 'critical',
    who: owners,
    destructive: true,
    /** `backups`: what becomes of them; absent: they are kept. */
    input: z.strictObject({ ...ofService, generation, name: slug, tenantName: slug, kind: slug, backups: leftBackups.optional() }),
  },
  'service.logs': {
    agent: 'services',
    risk: 'routine',
    who: everyone,
    reads: true,
    input: z.strictObject({ ...ofService, lines: z.int().min(1).max(2000) }),
  },
  'service.visits': {
    agent: 'services',
    risk: 'routine',
    who: everyone,
    reads: true,
    /** Milliseconds since 1970: only requests after that are counted. */
    input: z.strictObject({ ...ofService, after: z.int().min(0) }),
  },
  'asks.collect': { agent: 'services', risk: 'routine', who: owners, input: z.strictObject({ ...ofService }) },
  'asks.answer': {
    agent: 'services',
    risk: 'routine',
    who: owners,
    input: z.strictObject({ ...ofService, ticket, verdict: askVerdict, text: sentence }),
  },
  'service.snapshots': { agent: 'services', risk: 'routine', who: everyone, reads: true, input: z.strictObject({ ...ofService }) },
  'service.snapshot': {
    agent: 'services',
    risk: 'routine',
    who: everyone,
    input: z.strictObject({ ...ofService, snapshot: askedSnapshot }),
  },
  'service.revert': {
    agent: 'services',
    risk: 'sensitive',
    who: owners,
    destructive: true,
    /** `undo`: what is there now stays under this name. `halted`: what it is afterwards. */
    input: z.strictObject({
      ...ofService,
      snapshot: askedSnapshot,
      undo: askedSnapshot,
      halted: z.boolean(),
      /** Tried on a copy first. */
      rehearse: z.literal(true).optional(),
    }),
  },
  'service.restart': { agent: 'services', risk: 'routine', who: everyone, input: z.strictObject({ ...ofService }) },
  'service.reload': { agent: 'services', risk: 'routine', who: everyone, input: z.strictObject({ ...ofService }) },
  'service.processes': { agent: 'services', risk: 'routine', who: everyone, reads: true, input: z.strictObject({ ...ofService }) },
  'service.usage': { agent: 'services', risk: 'routine', who: everyone, reads: true, input: z.strictObject({ ...ofService }) },
  /** A fresh root from `image`, on the same data. Never leads to less than there was: the former root comes back when the service does not answer. */
  'service.patch': {
    agent: 'services',
    risk: 'sensitive',
    who: ['administrator'],
    input: z.strictObject({
      ...ofService,
      image: imageFingerprint,
      /** What is gone back to when the image that the present root came from is not there any more. */
      back: imageFingerprint.nullable(),
      probeSeconds: z.int().min(1).max(120),
    }),
  },
  /** Which image each root of a tenant came from. */
  'tenant.roots': { agent: 'services', risk: 'routine', who: ['administrator'], reads: true, input: z.strictObject({ ...ofTenant }) },
  'service.wake': { agent: 'waker', risk: 'routine', who: everyone, input: z.strictObject({ ...ofService }) },
  'service.sleep': { agent: 'waker', risk: 'routine', who: everyone, input: z.strictObject({ ...ofService, stop: z.boolean() }) },
  'site.deploy': {
    agent: 'services',
    risk: 'sensitive',
    who: everyone,
    destructive: true,
    input: z.strictObject({
      ...ofService,
      upload: uploadId,
      sha256: fileSum,
      bytes: z.int().min(1).max(maxUploadBytes),
      format: archiveFormat,
    }),
  },
  'site.rollback': { agent: 'services', risk: 'sensitive', who: everyone, destructive: true, input: z.strictObject({ ...ofService }) },
  'files.list': { agent: 'services', risk: 'routine', who: everyone, reads: true, input: z.strictObject({ ...ofService, path: filePath }) },
  'files.read': {
    agent: 'services',
    risk: 'routine',
    who: everyone,
    reads: true,
    input: z.strictObject({ ...ofService, path: filePathBelow }),
  },
  'files.download': {
    agent: 'services',
    risk: 'routine',
    who: everyone,
    reads: true,
    input: z.strictObject({ ...ofService, path: filePath }),
  },
  'files.write': {
    agent: 'services',
    risk: 'routine',
    who: everyone,
    replaces: true,
    input: z.strictObject({
      ...ofService,
      path: newFilePath,
      content: z
        .string()
        .max(Math.ceil(maxFileBytes / 3) * 4)
        .regex(/^[A-Za-z0-9+/]*={0,2}$/),
      /** A new file: `conflict` when there is something of this name. */
      fresh: z.literal(true).optional(),
      /** What the file was when the person began to edit it: `changed_meanwhile` when it is something else by now. */
      was: fileSum.optional(),
    }),
  },
  'files.makeFolder': { agent: 'services', risk: 'routine', who: everyone, input: z.strictObject({ ...ofService, path: newFilePath }) },
  'files.move': {
    agent: 'services',
    risk: 'routine',
    who: everyone,
    input: z.strictObject({ ...ofService, from: filePathBelow, to: newFilePath }),
  },
  'files.delete': {
    agent: 'services',
    risk: 'sensitive',
    who: everyone,
    destructive: true,
    input: z.strictObject({ ...ofService, path: filePathBelow }),
  },
  ...backupActions,
  'routes.apply': {
    agent: 'gate',
    risk: 'routine',
    who: everyone,
    input: z.strictObject({ ...ofTenant, generation, suspended: z.boolean(), services: z.array(serviceRoutes).max(mostRoutedServices) }),
  },
  'certificate.put': {
    agent: 'gate',
    risk: 'sensitive',
    who: owners,
    input: z.strictObject({
      ...ofTenant,
      certificate: certificateId,
      names: z.array(domainName).min(1).max(100),
      /** PEM, leaf first. */
      chain: z.string().max(65_536),
      /** The private key, sealed for the gate (contracts/seal.ts): neither panel, backend nor keep can read it. */
      sealedKey: base64Url.max(65_536),
    }),
  },
  'certificate.delete': {
    agent: 'gate',
    risk: 'sensitive',
    who: owners,
    destructive: true,
    input: z.strictObject({ ...ofTenant, certificate: certificateId }),
  },
  ...licenceActions,
  'firewall.apply': {
    agent: 'gate',
    risk: 'sensitive',
    who: ['administrator'],
    input: installationRules.extend({ generation, guard: z.boolean() }),
  },
  'firewall.set': {
    agent: 'gate',
    risk: 'sensitive',
    who: ['administrator'],
    input: addressSet.omit({ id: true }).extend({ set: addressSetId, generation, guard: z.boolean() }),
  },
  'firewall.tenant': {
    agent: 'gate',
    risk: 'routine',
    who: owners,
    /** Without a plan the tenant is leaving: nothing is kept of his rules. */
    input: tenantRules.extend({ ...ofTenant, plan: tenantRules.shape.plan.nullable(), generation, guard: z.boolean() }),
  },
  'firewall.confirm': {
    agent: 'gate',
    risk: 'routine',
    who: owners,
    beside: true,
    /** Of a tenant's rules, of a set, or with both null of the installation's rules. */
    input: z.strictObject({ tenant: tenantId.nullable(), set: addressSetId.nullable(), generation }),
  },
  'firewall.log': { agent: 'gate', risk: 'routine', who: everyone, reads: true, input: z.strictObject({ tenant: tenantId.nullable() }) },
  ...machineActions,
  ...trustActions,
} as const satisfies Record<string, ActionSpec>

export type ActionName = keyof typeof actions
export const actionNames = Object.keys(actions) as ActionName[]
export type ActionInput<N extends ActionName> = z.infer<(typeof actions)[N]['input']>
export const actionSpec = (name: ActionName): ActionSpec => actions[name]
/** Keys of one tenant approve for it what its owners may ask for. Everything else needs an administrator's key. */
export const tenantKeysApprove = (name: ActionName): boolean => actionSpec(name).who.includes('owner')
