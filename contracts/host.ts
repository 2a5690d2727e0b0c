/**
 * What is said over the wire between keep and host: the whole vocabulary of the one program of Reeve that is root on the machine. There is no "run a
 * command", no "write a file". `POST /v1/:verb` `{id, input}` answers with progress lines and one answer (contracts/progress.ts); the same id joins
 * what runs or gets the stored answer, so that a lost connection costs nothing.
 */
import * as z from 'zod'
import { processSelf, restartableServer } from './administrative-servers.ts'
import { comment, firewallChange, portRange, protocol } from './firewall.ts'
import { ruleId } from './ids.ts'
import { slug } from './names.ts'
import { network } from './networks.ts'
import { extraPackages, mostPieceBytes } from './packages.ts'

/** Common names of the certificates that may ask at all. */
export const hostClients = ['patch', 'host-agent', 'backup-agent', 'services'] as const
export type HostClientName = (typeof hostClients)[number]

/** Who asks chooses it; a job of several verbs may put a word of its own behind the id of its action. */
export const hostRequestId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{7,99}$/)

/** A package of Debian, with its architecture behind a colon where that is not the machine's own. */
export const packageName = z.string().regex(/^[a-z0-9][a-z0-9+.-]{1,99}(?::[a-z0-9-]{2,20})?$/)
/** A sign behind it would be a word of apt's own: `1.0-` removes what it names. */
export const packageVersion = z.string().regex(/^[0-9A-Za-z](?:[0-9A-Za-z.+:~-]{0,198}[0-9A-Za-z])?$/)
/** SHA-256 of an image, as the engine names it. */
export const imageFingerprint = z.string().regex(/^[0-9a-f]{64}$/)

const pinned = z.strictObject({ name: packageName, version: packageVersion })
export type PinnedPackage = z.infer<typeof pinned>
export const pinnedPackages = z.array(pinned).min(1).max(2000)
/** As the machine tells them, whatever they are named there. */
const named = z.object({ name: z.string(), version: z.string() })

/** `origin`: label and suite as apt names them, such as `Debian-Security:12/oldstable-security`. `cves`: as far as they are known. */
export const outdatedPackage = z.object({
  package: z.string(),
  installed: z.string(),
  candidate: z.string(),
  security: z.boolean(),
  cves: z.array(z.string()),
  origin: z.string(),
})
export type OutdatedPackage = z.infer<typeof outdatedPackage>

/** `before` null: it was not there; `after` null: it is not there any more. */
export const packageChange = z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() })
export type PackageChange = z.infer<typeof packageChange>

/**
 * `installed`: what was asked for is there. `restored`: it went wrong and the versions before are back. `broken`: they could not be brought back either, or the machine's packages are not whole.
 * `changes`: what is another version now than before. `kept`: earlier versions that are at hand for `packages.restore`. `said`: the end of what apt
 * and dpkg said where it went wrong.
 */
export const packagesChanged = z.object({
  outcome: z.enum(['installed', 'restored', 'broken']),
  changes: z.array(packageChange),
  kept: z.array(named),
  said: z.string(),
})
export type PackagesChanged = z.infer<typeof packagesChanged>

/** An image of one kind. `version` grows with each build; `used`: new services and new roots are made from it. */
export const kindImage = z.object({ fingerprint: imageFingerprint, version: z.string(), used: z.boolean(), packages: z.array(named) })
export type KindImage = z.infer<typeof kindImage>

export const imageBuilt = z.object({
  fingerprint: imageFingerprint,
  version: z.string(),
  packages: z.array(named),
  /** Against the image that was in use. */
  difference: z.array(packageChange),
})
export type ImageBuilt = z.infer<typeof imageBuilt>

export const mostHostRules = 200
export const hostVerdict = z.enum(['allow', 'deny', 'reject'])
/** A rule about what comes in to the machine itself. Without networks it is about everybody. */
export const hostRule = z
  .strictObject({
    id: ruleId,
    enabled: z.boolean(),
    verdict: hostVerdict,
    protocol,
    networks: z.array(network).max(100),
    ports: z.array(portRange).max(30),
    comment,
  })
  .refine((rule) => rule.ports.length === 0 || rule.protocol === 'tcp' || rule.protocol === 'udp', {
    path: ['ports'],
    message: 'Only TCP and UDP have ports.',
  })
export type HostRule = z.infer<typeof hostRule>

/** `closed`: what no rule is about and is not kept open by itself is dropped. */
export const hostFirewall = z.strictObject({ closed: z.boolean(), rules: z.array(hostRule).max(mostHostRules) })
export type HostFirewall = z.infer<typeof hostFirewall>

const generation = z.int().min(1)
export const hostFirewallShown = hostFirewall.extend({
  generation: z.int(),
  /** TCP ports of the machine's own SSH server and of the gate: open to everybody unless a rule says otherwise. */
  keptOpen: z.array(z.int()),
  /** A change that waits for its word. */
  waiting: z.object({ generation, confirmBy: z.int() }).nullable(),
})
export type HostFirewallShown = z.infer<typeof hostFirewallShown>

export const hostStatus = z.object({
  system: z.string(),
  kernel: z.string(),
  uptimeSeconds: z.int(),
  rebootNeeded: z.boolean(),
  /** Free and whole room of the file systems that fill up first. */
  disks: z.array(z.object({ path: z.string(), freeBytes: z.int(), totalBytes: z.int() })),
})
export type HostStatus = z.infer<typeof hostStatus>

/** Of Reeve itself: the version in the checkout, and whether it has other code than what runs. */
export const codeState = z.object({ version: z.string(), differs: z.boolean() })
export type CodeState = z.infer<typeof codeState>

/** An archive of a package, named by the SHA-256 of its bytes. */
const sum = z.string().regex(/^[0-9a-f]{64}$/)
export const packageArchive = z.object({ name: z.string(), version: z.string(), sha256: sum, bytes: z.int() })
export type PackageArchive = z.infer<typeof packageArchive>

interface VerbSpec {
  /** Whose certificate may ask it. */
  clients: readonly HostClientName[]
  /** Changes nothing: not in the journal. */
  reads?: true
  /** What it takes at most. */
  limitSeconds: number
  input: z.ZodType
  answer: z.ZodType
}

const both = ['patch', 'host-agent'] as const
const ofKind = { kind: slug }
const changed = z.object({ changed: z.boolean() })

export const hostVerbs = {
  status: { clients: both, reads: true, limitSeconds: 30, input: z.strictObject({}), answer: hostStatus },
  /** Of this process itself. */
  self: { clients: ['host-agent'], reads: true, limitSeconds: 5, input: z.strictObject({}), answer: processSelf },
  /** Ends one process of Reeve in its zone, whatever it hangs in; its supervisor starts it again. Not done for one that came up a moment ago. */
  'agent.restart': { clients: ['host-agent'], limitSeconds: 60, input: z.strictObject({ agent: restartableServer }), answer: changed },
  'code.state': { clients: ['patch'], reads: true, limitSeconds: 60, input: z.strictObject({}), answer: codeState },
  /** `refresh`: reads the package lists anew from the machine's sources before. */
  'packages.outdated': {
    clients: both,
    reads: true,
    limitSeconds: 300,
    input: z.strictObject({ refresh: z.boolean() }),
    answer: z.object({ packages: z.array(outdatedPackage) }),
  },
  'packages.install': {
    clients: ['patch'],
    limitSeconds: 1800,
    input: z.strictObject({ packages: pinnedPackages }),
    answer: packagesChanged,
  },
  /** Back to earlier versions, which `packages.install` has put aside. */
  'packages.restore': {
    clients: ['patch'],
    limitSeconds: 1800,
    input: z.strictObject({ packages: pinnedPackages }),
    answer: packagesChanged,
  },
  /** Archives of these packages and of all that they need beside what the image has, in the order of their names; verified by apt. */
  'archives.fetch': {
    clients: ['services'],
    reads: true,
    limitSeconds: 600,
    input: z.strictObject({ image: imageFingerprint, packages: extraPackages.min(1) }),
    answer: z.object({ archives: z.array(packageArchive) }),
  },
  /** A part of an archive that was fetched: base64 of at most `mostPieceBytes`. */
  'archives.piece': {
    clients: ['services'],
    reads: true,
    limitSeconds: 60,
    input: z.strictObject({ sha256: sum, offset: z.int().min(0) }),
    answer: z.object({ content: z.string().max(Math.ceil(mostPieceBytes / 3) * 4) }),
  },
  'image.list': {
    clients: both,
    reads: true,
    limitSeconds: 30,
    input: z.strictObject(ofKind),
    answer: z.object({ images: z.array(kindImage) }),
  },
  /** Of the image in use. `fingerprint` null: there is none. */
  'image.outdated': {
    clients: both,
    reads: true,
    limitSeconds: 120,
    input: z.strictObject(ofKind),
    answer: z.object({ fingerprint: imageFingerprint.nullable(), packages: z.array(outdatedPackage) }),
  },
  /** A new image beside the old one; nothing uses it yet. */
  'image.build': { clients: ['patch'], limitSeconds: 1800, input: z.strictObject(ofKind), answer: imageBuilt },
  /** From now on new services and new roots are made from it. `before`: the image to go back to. */
  'image.use': {
    clients: ['patch'],
    limitSeconds: 60,
    input: z.strictObject({ ...ofKind, fingerprint: imageFingerprint }),
    answer: changed.extend({ before: imageFingerprint.nullable() }),
  },
  /** `conflict` for one that is in use. */
  'image.drop': { clients: ['patch'], limitSeconds: 120, input: z.strictObject({ fingerprint: imageFingerprint }), answer: changed },
  'firewall.show': { clients: ['host-agent'], reads: true, limitSeconds: 30, input: z.strictObject({}), answer: hostFirewallShown },
  /** Stands for `confirmSeconds` and goes back by itself unless it is confirmed. */
  'firewall.apply': { clients: ['host-agent'], limitSeconds: 60, input: hostFirewall.extend({ generation }), answer: firewallChange },
  /** Copies of the state of the zones, and of what the machine itself keeps, into the vault: read-only, until `control.hide`. One that stands there goes before. */
  'control.show': {
    clients: ['backup-agent'],
    limitSeconds: 300,
    input: z.strictObject({}),
    answer: z.object({ parts: z.array(z.string()) }),
  },
  'control.hide': { clients: ['backup-agent'], limitSeconds: 300, input: z.strictObject({}), answer: changed },
  /** What became of a change. */
  'firewall.change': {
    clients: ['host-agent'],
    reads: true,
    limitSeconds: 30,
    input: z.strictObject({ generation }),
    answer: firewallChange,
  },
  /** Counts over a connection that was opened under the change. */
  'firewall.confirm': { clients: ['host-agent'], limitSeconds: 30, input: z.strictObject({ generation }), answer: changed },
} as const satisfies Record<string, VerbSpec>

export type HostVerb = keyof typeof hostVerbs
export type HostInput<V extends HostVerb> = z.infer<(typeof hostVerbs)[V]['input']>
export type HostAnswer<V extends HostVerb> = z.infer<(typeof hostVerbs)[V]['answer']>
export const hostVerbNames = Object.keys(hostVerbs) as HostVerb[]
export const hostVerb = (verb: HostVerb): VerbSpec => hostVerbs[verb]

export const hostRequest = z.strictObject({ id: hostRequestId, input: z.json() })
