import * as z from 'zod'
import { licencesFolder } from '../../contracts/licence.ts'
import type { EngineUser } from '../../contracts/zones.ts'
import {
  backupProjects,
  certificateProjects,
  command,
  copiesDevice,
  copyName,
  copyVolume,
  defaultProfile,
  heldInstance,
  instanceChange,
  newCopy,
  newInstance,
  newProject,
  newSnapshot,
  newTrial,
  newVolume,
  projectChange,
  rebuild,
  rehearsedVolume,
  restore,
  snapshotName,
  stateChange,
  suspension,
  tenantProject,
  trial,
  vaultProject,
  volumeChange,
} from './bodies.ts'

/** One thing that an agent may ask of the engine. */
export interface Rule {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Segments of the path after `/1.0`; a regular expression for a segment that varies. */
  path: readonly (string | RegExp)[]
  /** Every query key that may come; those of them that must. */
  query?: Record<string, z.ZodType<string>>
  required?: readonly string[]
  /** JSON of this shape, given the varying segments and the project of the query; or a file's bytes with the headers that say whose. */
  body?: ((segments: readonly string[], project: string) => z.ZodType) | 'file'
  /** Becomes a websocket. */
  upgrade?: true
  /** The engine looks at the certificate's projects once, when it opens the stream: nothing of a project that is added later comes. */
  rightsOf?: 'opening'
}

const service = /^s[a-z2-7]{12}$/
const tenants = /^reeve-t[a-z2-7]{12}$/
const pool = /^reeve-data$/
const operation = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const image = /^[0-9a-f]{64}$/
const imageAlias = /^reeve-kind-[a-z][a-z0-9-]{0,30}$/

const one = (value: string) => z.literal(value)
const inProject = { query: { project: tenantProject }, required: ['project'] } as const
const listed = { query: { project: tenantProject, recursion: one('1') }, required: ['project'] } as const
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const plainPath = /^(\/[^/\u0000-\u001f\u007f]+)+$/u
/** Absolute, no `.` or `..`, no control characters: a place inside the VPS's own root. */
const insidePath = z
  .string()
  .max(4096)
  .regex(plainPath)
  .refine((path) => !path.split('/').some((part) => part === '.' || part === '..'))
const ofFile = { query: { project: tenantProject, path: insidePath }, required: ['project', 'path'] } as const
const always = (schema: z.ZodType) => () => schema

const shared: readonly Rule[] = [
  { method: 'GET', path: [] },
  { method: 'GET', path: ['operations', operation, 'wait'], query: { timeout: z.string().regex(/^\d{1,3}$/) } },
]

const instanceReads: readonly Rule[] = [
  { method: 'GET', path: ['instances'], ...listed },
  { method: 'GET', path: ['instances', service], ...inProject },
  { method: 'GET', path: ['instances', service, 'state'], ...inProject },
]

const volumes = ['storage-pools', pool, 'volumes', 'custom'] as const

const tenancy: readonly Rule[] = [
  ...shared,
  ...instanceReads,
  { method: 'GET', path: ['projects'] },
  { method: 'POST', path: ['projects'], body: always(newProject) },
  { method: 'GET', path: ['projects', tenants] },
  { method: 'PUT', path: ['projects', tenants], body: always(projectChange) },
  { method: 'DELETE', path: ['projects', tenants] },
  { method: 'GET', path: ['profiles', 'default'], ...inProject },
  { method: 'PUT', path: ['profiles', 'default'], ...inProject, body: always(defaultProfile) },
  // To suspend: mark, then stop.
  { method: 'PATCH', path: ['instances', service], ...inProject, body: always(suspension) },
  { method: 'PUT', path: ['instances', service, 'state'], ...inProject, body: always(stateChange(['stop'])) },
  { method: 'GET', path: volumes, ...listed },
  { method: 'DELETE', path: [...volumes, service], ...inProject },
]

const snapshotsOf = (owner: readonly (string | RegExp)[]): Rule[] => [
  { method: 'GET', path: [...owner, 'snapshots'], ...listed },
  { method: 'GET', path: [...owner, 'snapshots', snapshotName], ...inProject },
  { method: 'POST', path: [...owner, 'snapshots'], ...inProject, body: always(newSnapshot) },
  { method: 'DELETE', path: [...owner, 'snapshots', snapshotName], ...inProject },
  { method: 'PUT', path: owner, ...inProject, body: always(restore) },
]

const services: readonly Rule[] = [
  ...shared,
  ...instanceReads,
  { method: 'POST', path: ['instances'], ...inProject, body: always(newInstance) },
  { method: 'PATCH', path: ['instances', service], ...inProject, body: ([name = '']) => instanceChange(name) },
  { method: 'DELETE', path: ['instances', service], ...inProject },
  { method: 'PUT', path: ['instances', service, 'state'], ...inProject, body: always(stateChange()) },
  { method: 'POST', path: ['instances', service, 'rebuild'], ...inProject, body: always(rebuild) },
  { method: 'POST', path: ['instances', service, 'exec'], ...inProject, body: always(command) },
  {
    method: 'GET',
    path: ['operations', operation, 'websocket'],
    query: { secret: z.string().regex(/^[0-9a-f]{16,128}$/) },
    required: ['secret'],
    upgrade: true,
  },
  { method: 'GET', path: ['instances', service, 'files'], ...ofFile },
  { method: 'POST', path: ['instances', service, 'files'], ...ofFile, body: 'file' },
  ...snapshotsOf(['instances', service]),
  { method: 'GET', path: volumes, ...listed },
  { method: 'POST', path: volumes, ...inProject, body: always(newVolume) },
  { method: 'POST', path: volumes, ...inProject, body: (_, project) => rehearsedVolume(project) },
  { method: 'GET', path: [...volumes, service], ...inProject },
  { method: 'GET', path: [...volumes, service, 'state'], ...inProject },
  { method: 'PATCH', path: [...volumes, service], ...inProject, body: always(volumeChange) },
  { method: 'DELETE', path: [...volumes, service], ...inProject },
  ...snapshotsOf([...volumes, service]),
  { method: 'GET', path: ['images', 'aliases', imageAlias], ...inProject },
  { method: 'GET', path: ['images', image], ...inProject },
]

const allProjects = { query: { 'all-projects': one('true'), recursion: one('1') }, required: ['all-projects'] } as const

const waker: readonly Rule[] = [
  ...shared,
  ...instanceReads,
  { method: 'GET', path: ['instances'], ...allProjects },
  { method: 'PUT', path: ['instances', service, 'state'], ...inProject, body: always(stateChange()) },
  {
    method: 'GET',
    path: ['events'],
    query: { 'all-projects': one('true'), type: one('lifecycle') },
    required: ['all-projects', 'type'],
    upgrade: true,
    rightsOf: 'opening',
  },
  { method: 'GET', path: ['resources'] },
  { method: 'GET', path: ['storage-pools', pool, 'resources'] },
]

const licenceFile = z.string().regex(/^\/etc\/reeve\/licences\/[a-z][a-z0-9-]{1,30}$/)
const licenceFolder = z.union([licenceFile, one(licencesFolder)])
const ofLicence = (path: z.ZodType<string>) => ({ query: { project: tenantProject, path }, required: ['project', 'path'] })

/** Keys in one folder of every VPS, and no other file. */
const licence: readonly Rule[] = [
  ...shared,
  ...instanceReads,
  { method: 'GET', path: ['instances', service, 'files'], ...ofLicence(licenceFile) },
  { method: 'POST', path: ['instances', service, 'files'], ...ofLicence(licenceFolder), body: 'file' },
  { method: 'DELETE', path: ['instances', service, 'files'], ...ofLicence(licenceFile) },
]

/** Reads only: how much is on a volume, and the machine. */
const stats: readonly Rule[] = [
  { method: 'GET', path: [...volumes, service, 'state'], ...inProject },
  { method: 'GET', path: ['resources'] },
  { method: 'GET', path: ['storage-pools', pool, 'resources'] },
]

/** Counters of all instances as text. */
const metrics: readonly Rule[] = [{ method: 'GET', path: ['metrics'] }]

const ofTrial = { query: { project: trial }, required: ['project'] } as const
const ofBoth = { query: { project: z.union([tenantProject, trial]) }, required: ['project'] } as const
const ofVault = { query: { project: vaultProject }, required: ['project'] } as const
const copies = [...volumes, copyName] as const

/**
 * Copies of data volumes for the vault, and back; the data disk of a service put away and in; programs in its VPS. In the project `reeve` it may
 * have copies of its own names, and put one of them into the vault: nothing else of any zone.
 */
const backup: readonly Rule[] = [
  ...shared,
  { method: 'GET', path: ['instances', service], ...ofBoth },
  { method: 'GET', path: ['instances', service, 'state'], ...ofBoth },
  { method: 'PATCH', path: ['instances', service], ...inProject, body: ([name = '']) => heldInstance(name) },
  { method: 'PUT', path: ['instances', service, 'state'], ...ofBoth, body: always(stateChange()) },
  { method: 'POST', path: ['instances', service, 'exec'], ...ofBoth, body: always(command) },
  {
    method: 'GET',
    path: ['operations', operation, 'websocket'],
    query: { secret: z.string().regex(/^[0-9a-f]{16,128}$/) },
    required: ['secret'],
    upgrade: true,
  },
  { method: 'GET', path: ['instances', service, 'files'], ...ofFile },
  { method: 'GET', path: [...volumes, service], ...ofBoth },
  { method: 'POST', path: volumes, ...ofBoth, body: always(copyVolume) },
  { method: 'DELETE', path: [...volumes, service], ...ofBoth },
  { method: 'GET', path: ['instances', 'vault'], ...ofVault },
  { method: 'PATCH', path: ['instances', 'vault'], ...ofVault, body: always(copiesDevice) },
  { method: 'GET', path: volumes, query: { project: vaultProject, recursion: one('1') }, required: ['project'] },
  { method: 'GET', path: copies, ...ofVault },
  { method: 'POST', path: volumes, ...ofVault, body: always(z.union([newCopy, copyVolume])) },
  // What comes back gets the size that the service has now.
  { method: 'PATCH', path: copies, ...ofVault, body: always(volumeChange) },
  { method: 'DELETE', path: copies, ...ofVault },
  { method: 'POST', path: ['instances'], ...ofTrial, body: always(newTrial) },
  { method: 'DELETE', path: ['instances', service], ...ofTrial },
  {
    method: 'POST',
    path: ['instances', service, 'files'],
    query: { project: trial, path: insidePath },
    required: ['project', 'path'],
    body: 'file',
  },
  { method: 'GET', path: ['images', 'aliases', imageAlias], ...ofBoth },
]

/** The allow-list of each agent. `certificates`: fingerprints whose list of projects tenancy may change; `backups`: the one that enters more than tenants' projects. */
export function rulesFor(agent: EngineUser, certificates: readonly string[], backups?: string): readonly Rule[] {
  if (agent === 'services') return services
  if (agent === 'waker') return waker
  if (agent === 'licence') return licence
  if (agent === 'stats') return stats
  if (agent === 'metrics') return metrics
  if (agent === 'backup') return backup
  return [
    ...tenancy,
    ...certificates.flatMap((fingerprint): Rule[] => [
      { method: 'GET', path: ['certificates', fingerprint] },
      {
        method: 'PATCH',
        path: ['certificates', fingerprint],
        body: always(fingerprint === backups ? backupProjects : certificateProjects),
      },
    ]),
  ]
}
