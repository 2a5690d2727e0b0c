import * as z from 'zod'
import { backupId, browsePath, keepRules, pinnedDays, repositoryName, repositorySpec, restorePart, restorePlace } from './backups.ts'
import { base64Url, serviceId, tenantId } from './ids.ts'
import { slug } from './names.ts'

const ofService = { tenant: tenantId, service: serviceId }
const ofBackup = { backup: backupId, at: z.int(), repository: repositoryName }
const everyone = ['administrator', 'reseller', 'owner', 'member'] as const
const owners = ['administrator', 'reseller', 'owner'] as const

/** The part of the vocabulary (actions.ts) that the agent `backup` does. */
export const backupActions = {
  'backup.run': {
    agent: 'backup',
    risk: 'routine',
    who: everyone,
    beside: true,
    lasts: true,
    input: z.strictObject({
      ...ofService,
      repository: repositoryName,
      days: pinnedDays,
      full: z.boolean(),
      /** The rules that hold now: the vault goes by them for a while, whatever it is asked later. */
      keep: keepRules.optional(),
    }),
  },
  /** The whole service, in place of what it is now. */
  'backup.restore': {
    agent: 'backup',
    risk: 'critical',
    who: owners,
    destructive: true,
    lasts: true,
    input: z.strictObject({
      ...ofService,
      ...ofBackup,
      /** Whose backup it is, where it is another service's of the same tenant, such as a deleted one's. */
      source: serviceId.optional(),
      /** The name of that one, which the keep compares with its records. */
      sourceName: slug.optional(),
      name: slug,
      tenantName: slug,
      kind: slug,
      diskMiB: z.int().min(1),
    }),
  },
  /** What the last restore replaced takes its place again. */
  'backup.revert': {
    agent: 'backup',
    risk: 'sensitive',
    who: owners,
    destructive: true,
    lasts: true,
    input: z.strictObject({ ...ofService }),
  },
  'backup.restorePart': {
    agent: 'backup',
    risk: 'sensitive',
    who: everyone,
    destructive: true,
    lasts: true,
    input: z.strictObject({ ...ofService, ...ofBackup, part: restorePart, place: restorePlace, diskMiB: z.int().min(1) }),
  },
  'backup.verify': {
    agent: 'backup',
    risk: 'routine',
    who: owners,
    beside: true,
    lasts: true,
    input: z.strictObject({ ...ofService, repository: repositoryName, full: z.boolean() }),
  },
  'backup.drill': {
    agent: 'backup',
    risk: 'routine',
    who: owners,
    beside: true,
    lasts: true,
    input: z.strictObject({ ...ofService, ...ofBackup, diskMiB: z.int().min(1) }),
  },
  /** By the rules of its policy; the vault keeps what must be kept, whatever they say. */
  'backup.forget': {
    agent: 'backup',
    risk: 'sensitive',
    who: ['administrator'],
    beside: true,
    lasts: true,
    input: z.strictObject({ ...ofService, repository: repositoryName, keep: keepRules }),
  },
  /** A service is deleted: its backups go after a time, or as the approval of its deletion says. The door knows which, nobody says it here. */
  'backup.retire': {
    agent: 'backup',
    risk: 'routine',
    who: ['administrator'],
    beside: true,
    lasts: true,
    input: z.strictObject({ owner: tenantId, source: serviceId }),
  },
  /** All backups of a deleted service, each as soon as its time is over. */
  'backup.remove': {
    agent: 'backup',
    risk: 'critical',
    who: owners,
    destructive: true,
    beside: true,
    lasts: true,
    input: z.strictObject({ tenant: tenantId, tenantName: slug, source: serviceId, name: slug }),
  },
  /** All backups of a tenant, also those of services that are deleted. */
  'backup.ofTenant': { agent: 'backup', risk: 'routine', who: owners, reads: true, input: z.strictObject({ tenant: tenantId }) },
  'backup.cancel': {
    agent: 'backup',
    risk: 'routine',
    who: everyone,
    beside: true,
    input: z.strictObject({ ...ofService, action: z.uuid() }),
  },
  'backup.list': { agent: 'backup', risk: 'routine', who: everyone, reads: true, input: z.strictObject({ ...ofService }) },
  'backup.browse': {
    agent: 'backup',
    risk: 'routine',
    who: everyone,
    reads: true,
    input: z.strictObject({ ...ofService, ...ofBackup, path: browsePath }),
  },
  'backup.download': {
    agent: 'backup',
    risk: 'routine',
    who: everyone,
    reads: true,
    input: z.strictObject({ ...ofService, ...ofBackup, path: browsePath }),
  },
  /** The installation itself: databases, keys and settings of the zones and of the machine. `keep`: what of the older ones stays. */
  'backup.control': {
    agent: 'backup',
    risk: 'routine',
    who: ['administrator'],
    beside: true,
    input: z.strictObject({ repository: repositoryName, days: pinnedDays, keep: keepRules }),
  },
  'backup.state': { agent: 'backup', risk: 'routine', who: ['administrator'], reads: true, input: z.strictObject({}) },
  'backup.setRepository': {
    agent: 'backup',
    risk: 'sensitive',
    who: ['administrator'],
    input: z.strictObject({
      repository: repositoryName,
      spec: repositorySpec,
      /** What opens it, sealed for the vault; null: what is there stays. */
      sealed: base64Url.max(65_536).nullable(),
    }),
  },
  'backup.testRepository': {
    agent: 'backup',
    risk: 'routine',
    who: ['administrator'],
    beside: true,
    input: z.strictObject({ repository: repositoryName }),
  },
  'backup.removeRepository': {
    agent: 'backup',
    risk: 'sensitive',
    who: ['administrator'],
    destructive: true,
    input: z.strictObject({ repository: repositoryName }),
  },
} as const
