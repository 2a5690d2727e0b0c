/**
 * What is said over the wire between keep and gate (JSON over mTLS).
 * Gate agent -> applier: `PUT /v1/tenants/:tenant`, `PUT|DELETE /v1/certificates/:id`, `GET /v1/sealing-key`, `GET /v1/state`,
 * `PUT /v1/firewall`, `PUT /v1/firewall/sets/:set`, `PUT /v1/firewall/tenants/:tenant`, `GET /v1/firewall/changes/:key/:generation`, `POST /v1/firewall/confirm`,
 * `POST /v1/firewall/log`.
 * Waker -> applier: `POST /v1/answering`, `POST /v1/usage`, `POST /v1/quiesce`. Stats -> applier: `POST /v1/traffic`. HAProxy -> waker: `POST /wake`.
 */
import * as z from 'zod'
import { actions } from './actions.ts'
import { errorCodes } from './errors.ts'
import { addressSet, installationRules, tenantRules } from './firewall.ts'
import { addressSetId, certificateId, ruleId, serviceId, tenantId } from './ids.ts'
import { serviceRoutes } from './routes.ts'
import { answerClasses } from './statistics.ts'

const port = z.int().min(1).max(65_535)

/** Routes of one service together with where the keep knows it to be. */
export const resolvedRoutes = serviceRoutes.extend({
  address: z.ipv4(),
  ownAddress: z.ipv4().nullable(),
  ports: z.array(z.object({ name: z.string(), port })).max(32),
})
export type ResolvedRoutes = z.infer<typeof resolvedRoutes>

/** Body of `PUT /v1/tenants/:tenant`: everything that the gate shall route for one tenant; without services it is forgotten. Answers `changed`. */
export const tenantRoutes = z.strictObject({
  generation: z.int().min(1),
  suspended: z.boolean(),
  services: z.array(resolvedRoutes).max(1000),
})
export type TenantRoutes = z.infer<typeof tenantRoutes>
export const changed = z.object({ changed: z.boolean() })

/** Body of `PUT /v1/certificates/:id`. Answers `certificateState`. */
export const certificateUpload = actions['certificate.put'].input.omit({ certificate: true })
export type CertificateUpload = z.infer<typeof certificateUpload>

export const certificateState = z.object({
  certificate: certificateId,
  tenant: tenantId,
  names: z.array(z.string()),
  issuer: z.string(),
  notBefore: z.int(),
  notAfter: z.int(),
})
export type CertificateState = z.infer<typeof certificateState>

/** `GET /v1/state`. `authority` is the PEM of the gate's own CA. */
export const gateState = z.object({
  haproxy: z.boolean(),
  authority: z.string(),
  tenants: z.array(z.object({ tenant: tenantId, generation: z.int() })),
  certificates: z.array(certificateState),
})
export type GateState = z.infer<typeof gateState>
/** `GET /v1/sealing-key`: the public key that private ones are sealed with, and the PEM of the gate's own CA. */
export const gateKeys = z.object({ sealingKey: z.string(), authority: z.string() })
export type GateKeys = z.infer<typeof gateKeys>

/** Waits until the port accepts (and the protocol serves), then lets requests straight through. 504 `no_answer` after `deadlineMs`. */
export const answering = z.strictObject({
  service: serviceId,
  address: z.ipv4(),
  port,
  /** `postgresql` accepts connections before it serves them, so its own protocol is asked. */
  probe: z.enum(['connect', 'postgresql']),
  deadlineMs: z.int().min(1).max(120_000),
})
export type Answering = z.infer<typeof answering>
/** `milliseconds` from the question to the first answer of the service. */
export const answered = z.object({ milliseconds: z.int() })

/** Takes a service off the straight way. `connections` that are open or waiting for it: when not 0 it must not be put to sleep. */
export const quiesce = z.strictObject({ service: serviceId })
export const quiesced = z.object({ connections: z.int() })

/** `idleMs` since the last request or connection ended (0 while any is open); `live` is the address that requests go straight to. */
export const usage = z.object({
  services: z.array(z.object({ service: serviceId, idleMs: z.int().nullable(), connections: z.int(), live: z.string().nullable() })),
})
export type Usage = z.infer<typeof usage>

/** Body of `POST /v1/traffic`: only services that were in use within so many milliseconds are wanted. */
export const trafficAsked = z.strictObject({ withinMs: z.int().min(1000).max(604_800_000) })
/**
 * What HAProxy has counted since it began to count: `answers` by class of status (2xx, 3xx, 4xx, 5xx), `held` were answered by the gate itself,
 * `times` are answers by their time (`answerClasses`), from the request to the first byte, a wake included.
 */
export const traffic = z.object({
  services: z.array(
    z.object({
      service: serviceId,
      connections: z.int(),
      requests: z.int(),
      answers: z.array(z.int()).length(4),
      held: z.int(),
      times: z.array(z.int()).length(answerClasses.length + 1),
      bytesIn: z.int(),
      bytesOut: z.int(),
    }),
  ),
})
export type Traffic = z.infer<typeof traffic>

/** `POST /wake` of HAProxy's Lua action. Answers `woken` or `wakeRefused`. */
export const wakeRequest = z.strictObject({ service: serviceId, by: z.string().max(300), source: z.string().max(64) })
export type WakeRequest = z.infer<typeof wakeRequest>
export const woken = z.object({ address: z.ipv4() })
export type Woken = z.infer<typeof woken>

/** What HAProxy is told instead: 503 with a code and when to ask again, in seconds. */
export const wakeRefused = z.object({ error: z.object({ code: z.enum(errorCodes), message: z.string() }), retryAfter: z.int() })
export type WakeRefused = z.infer<typeof wakeRefused>

/**
 * Bodies of `PUT /v1/firewall...`: whole wishes. `guard`: the change stands for `confirmSeconds` and goes back by itself unless it is confirmed. The
 * applier guards by itself what touches the ports of panel and SSH.
 */
const wish = { generation: z.int().min(1), guard: z.boolean() }
export const installationWish = installationRules.extend(wish)
export type InstallationWish = z.infer<typeof installationWish>
export const setWish = addressSet.extend(wish)
export type SetWish = z.infer<typeof setWish>
/** Without plan and rules the tenant is forgotten. */
export const tenantWish = tenantRules.extend({ ...wish, plan: tenantRules.shape.plan.nullable() })
export type TenantWish = z.infer<typeof tenantWish>

/** What a wish is about: the whole installation, a tenant or a set. */
export const firewallKey = z.union([z.literal('installation'), tenantId, addressSetId])
export type FirewallKey = z.infer<typeof firewallKey>

/** Body of `POST /v1/firewall/confirm`. Throws `expired` when it went back already, `not_found` when nothing like it stands. */
export const firewallConfirm = z.strictObject({ key: firewallKey, generation: z.int().min(1) })
export type FirewallConfirm = z.infer<typeof firewallConfirm>

/** Body of `POST /v1/firewall/log`: of one tenant's rules and services, or of everything. */
export const firewallLogQuestion = z.strictObject({ tenant: tenantId.nullable() })
export const standingWords = ['outClosed', 'ownNetworks', 'nobodys', 'suspended', 'closedPort'] as const
export const firewallLog = z.object({
  generation: z.int(),
  /** What rules have met since they stand. `last`: milliseconds since 1970, null while not seen. */
  hits: z.array(z.object({ rule: ruleId, packets: z.int(), last: z.int().nullable() })),
  /** Sources that tried many ports at which nothing listens: somebody looks for a way in. Told to administrators. */
  scans: z.array(z.object({ source: z.string(), ports: z.int(), last: z.int() })),
  /** What was turned away, newest first. `rule` null: by the standing word `why`. */
  lost: z.array(
    z.object({
      ...{ at: z.int(), rule: ruleId.nullable(), why: z.enum(standingWords).nullable() },
      ...{ source: z.string(), destination: z.string().nullable(), protocol: z.string(), port: z.int().nullable() },
      ...{ service: serviceId.nullable(), packets: z.int() },
    }),
  ),
})
export type FirewallLog = z.infer<typeof firewallLog>
