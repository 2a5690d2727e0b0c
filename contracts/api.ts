/** Inputs of the backend's procedures that forms, the command line and the backend parse alike. */
import * as z from 'zod'
import { actionNames } from './actions.ts'
import { restartableServer } from './administrative-servers.ts'
import { domainName } from './domain-name.ts'
import { filePath, filePathBelow, fileSum, maxFileBytes, newFilePath } from './files.ts'
import { actionId, authenticatorId, domainId, personId, planId, requestId, serviceId, tenantId, uploadId } from './ids.ts'
import { serviceConfig } from './kinds.ts'
import { firstPort, idlePolicy, idleTimes, resellerLimits, resources, tenantLimits } from './limits.ts'
import { listInput } from './list.ts'
import { email, password, reason, slug, title } from './names.ts'
import { extraPackages } from './packages.ts'
import { automaticGrant, requestState, requestWish, sentence } from './requests.ts'
import { rights, verb } from './rights.ts'
import { duty, role } from './roles.ts'
import { tlsMode } from './routes.ts'
import { askedSnapshot } from './snapshots.ts'
import { actionState, powerState } from './states.ts'
import { longestRangeMs, metric, metricNames, mostPoints } from './statistics.ts'

/** Most calls in one request of the panel's pages: each of them may cost as much as a request of its own. */
export const maxBatchSize = 20

export const signInInput = z.object({ email, password: z.string().max(256), code: z.string().max(10).optional() })
/** Used once with the link that `up` or an invitation shows. */
export const joinInput = z.object({ token: z.string().max(200), name: title, email, password })

/** Used once with the link that an administrator made. */
export const resetInput = z.object({ token: z.string().max(200), password })

const planParts = { name: title, limits: tenantLimits, idle: idlePolicy, automatic: automaticGrant.nullable() }
export const createPlanInput = z.object({ ...planParts, automatic: planParts.automatic.default(null) })
/** In this input and the next ones `was` is what a form began with: when that is no longer so, nothing is saved (`changed_meanwhile`). */
export const updatePlanInput = createPlanInput.extend({
  plan: planId,
  was: z
    .object({ ...planParts, idle: idleTimes })
    .partial()
    .optional(),
})

export const createTenantInput = z.object({ name: slug, title, plan: planId })
const tenantParts = {
  title: title.optional(),
  plan: planId.optional(),
  /** Whose customer it is from now on; null: the installation's own. For administrators. */
  reseller: personId.nullable().optional(),
}
export const updateTenantInput = z.object({
  tenant: tenantId,
  ...tenantParts,
  /** What was given on top of the plan. When nothing is said it goes with a change of plan, and stays otherwise. */
  extra: z.enum(['keep', 'drop']).optional(),
  was: z.object(tenantParts).optional(),
})
export const handOverInput = z.object({
  tenant: tenantId,
  /** An owner of it; absent: whoever asks. */
  from: personId.optional(),
  /** Somebody who belongs to it. */
  to: personId,
  /** The one before leaves the tenant; else stays as a member. */
  leaves: z.boolean().default(false),
})
export const startSupportInput = z.object({ tenant: tenantId, reason })
export const setResellerLimitsInput = z.object({ person: personId, limits: resellerLimits })

export const createServiceInput = z.object({
  tenant: tenantId,
  kind: slug,
  name: slug,
  config: serviceConfig.default({}),
  domains: z.array(domainName).max(50).default([]),
  resources: resources.optional(),
})
/** Tried on a copy of the service first, and done only when that works. */
const rehearse = z.boolean().default(false)
const serviceParts = {
  config: serviceConfig.optional(),
  resources: resources.optional(),
  /** Null: from 1024 up, as everywhere. */
  firstPort: firstPort.nullable().optional(),
  /** Debian packages beside what its kind brings, all of them. */
  packages: extraPackages.optional(),
  /** Null: as the plan says. */
  idle: idlePolicy.nullable().optional(),
}
export const updateServiceInput = z.object({
  service: serviceId,
  ...serviceParts,
  rehearse,
  was: z.object({ ...serviceParts, idle: idleTimes.nullable().optional() }).optional(),
})
export const listServicesInput = listInput.extend({ tenant: tenantId.optional(), kind: slug.optional(), power: powerState.optional() })

export const historyInput = z.object({ service: serviceId, limit: z.int().min(1).max(200).default(50) })
export const undoInput = z.object({ service: serviceId, change: z.int().min(1), rehearse })
export const revertInput = z.object({ service: serviceId, snapshot: askedSnapshot, rehearse })

export const askInput = z.object({ service: serviceId, wish: requestWish, reason: sentence.default('') })
export const decideInput = z.object({ request: requestId, allow: z.boolean(), answer: sentence.default('') })
export const listRequestsInput = listInput.extend({
  tenant: tenantId.optional(),
  service: serviceId.optional(),
  state: requestState.optional(),
  /** Only those that wait no more, or only those that do. */
  answered: z.boolean().optional(),
})

export const addDomainInput = z.object({
  service: serviceId,
  name: domainName,
  redirectTo: domainName.nullable().default(null),
  tls: tlsMode.default('own'),
})

export const listActionsInput = listInput.extend({
  tenant: tenantId.optional(),
  object: z.string().max(40).optional(),
  state: actionState.optional(),
})
export const approveInput = z.object({
  action: actionId,
  approval: z.object({ credential: z.string(), authenticatorData: z.string(), clientDataJSON: z.string(), signature: z.string() }),
})

export const fileInput = z.object({ service: serviceId, path: filePath })
export const inviteInput = z.object({ email, role, tenant: tenantId.nullable(), rights: rights.optional() })
const domainParts = { redirectTo: domainName.nullable().optional(), tls: tlsMode.optional() }
export const updateDomainInput = z.object({ domain: domainId, ...domainParts, was: z.object(domainParts).optional() })
export const listDomainsInput = listInput.extend({ tenant: tenantId.optional(), service: serviceId.optional() })

export const putCertificateInput = z.object({
  tenant: tenantId,
  /** PEM, leaf first. */
  chain: z.string().min(1, 'Paste the certificate and its chain, leaf first.').max(65_536),
  /** The private key, sealed with the gate's public key (contracts/seal.ts) by whoever holds it. */
  sealedKey: z.string().max(65_536),
})

export const listPeopleInput = listInput.extend({ tenant: tenantId.optional() })
export const membershipInput = z.object({ tenant: tenantId, person: personId })
export const sessionOfInput = z.object({ person: personId, session: z.string().max(128) })
export const setRoleInput = membershipInput.extend({ role: z.enum(['owner', 'member']) })

export const setRightsInput = membershipInput.extend({ rights })
/** Of one member on one service, by somebody who may say so there. */
export const setServiceRightsInput = z.object({ service: serviceId, person: personId, verbs: z.array(verb) })
/** Null: no duty any more. `deletePlans`: the plans of a reseller may go with the duty; else nothing is done while there are any. */
export const setDutyInput = z.object({ person: personId, duty: duty.nullable(), deletePlans: z.boolean().default(false) })

export const writeFileInput = z.object({
  service: serviceId,
  path: newFilePath,
  /** Base64. */
  content: z.string().max(Math.ceil(maxFileBytes / 3) * 4, 'The file is larger than 1 MiB. Upload it in an archive.'),
  /** A new file: nothing is replaced. */
  fresh: z.literal(true).optional(),
  /** The sum that `files.read` gave: when the file is another one by now, nothing is replaced. */
  was: fileSum.optional(),
})
export const moveFileInput = z.object({ service: serviceId, from: filePathBelow, to: newFilePath })
export const deployInput = z.object({ service: serviceId, upload: uploadId })

export const listLedgerInput = z.object({
  tenant: tenantId.optional(),
  /** Of this name alone, whatever became of it. */
  action: z.enum(actionNames).optional(),
  /** Newest first: entries with a smaller sequence than this one. */
  before: z.int().min(1).optional(),
  limit: z.int().min(1).max(500).default(100),
})

/** Newest first: rows with a smaller id than `before`. */
export const listRefusalsInput = z.object({
  tenant: tenantId.optional(),
  before: z.int().min(1).optional(),
  limit: z.int().min(1).max(500).default(50),
})

export const restartAgentInput = z.object({ agent: restartableServer })

export const listEventsInput = z.object({
  tenant: tenantId.optional(),
  person: z.union([personId, z.literal('root')]).optional(),
  /** Newest first: rows with a smaller id than this one. */
  before: z.int().min(1).optional(),
  limit: z.int().min(1).max(500).default(50),
})

export const settingsInput = z.object({ defaultIdle: idlePolicy, was: z.object({ defaultIdle: idleTimes }).optional() })

/** What `navigator.credentials` gave, as JSON of the WebAuthn libraries; checked by the verifier, so only its outline here. */
export const registrationInput = z.looseObject({
  id: z.string().max(1024),
  rawId: z.string().max(1024),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: z.string().max(8192), attestationObject: z.string().max(16_384) }),
  clientExtensionResults: z.looseObject({}).default({}),
})
export const assertionInput = z.looseObject({
  id: z.string().max(1024),
  rawId: z.string().max(1024),
  type: z.literal('public-key'),
  response: z.looseObject({
    clientDataJSON: z.string().max(8192),
    authenticatorData: z.string().max(4096),
    signature: z.string().max(4096),
  }),
  clientExtensionResults: z.looseObject({}).default({}),
})

/** What would outlast the session: the password comes along once the sign-in is a while ago (`password_needed`). */
export const confirmedInput = z.object({ password: z.string().max(256).optional() })
export const enrolStartInput = confirmedInput.extend({ tenant: tenantId.nullable() })

export const enrolFinishInput = z.object({
  /** The tenant whose critical actions the key may approve; null: an administrator's key. */
  tenant: tenantId.nullable(),
  label: title,
  /** The secret that the host's terminal showed; without it somebody with a key has to approve. */
  secret: z.string().max(128).optional(),
  response: registrationInput,
})
/** The public half of root's software authenticator (COSE key, base64url). */
export const enrolKeyInput = z.object({
  authenticator: authenticatorId,
  label: title,
  credential: z.string().max(1024),
  publicKey: z.string().max(2048),
  secret: z.string().max(128).nullable(),
})

const moment = z.int().min(0).max(8_640_000_000_000_000)
/** A stretch of time and what is wanted of it, in at most so many steps (and one more where it begins in the middle of one). */
export const statisticsRange = z.object({
  metrics: z.array(metric).min(1).max(metricNames.length),
  from: moment,
  to: moment,
  points: z.int().min(1).max(mostPoints).default(240),
})
const rangeThatFits = {
  check: ({ from, to }: { from: number; to: number }) => from < to && to - from <= longestRangeMs,
  text: 'Choose a range of at most two years.',
}
export const serviceStatisticsInput = statisticsRange.extend({ service: serviceId }).refine(rangeThatFits.check, rangeThatFits.text)
export const tenantStatisticsInput = statisticsRange.extend({ tenant: tenantId }).refine(rangeThatFits.check, rangeThatFits.text)
export const machineStatisticsInput = statisticsRange
  .extend({ zone: z.enum(['panel', 'backend', 'keep', 'gate', 'vault']).optional() })
  .refine(rangeThatFits.check, rangeThatFits.text)
export const topInput = z.object({
  tenant: tenantId.optional(),
  by: metric.default('cpu'),
  limit: z.int().min(1).max(200).default(20),
})
