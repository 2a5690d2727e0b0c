/**
 * Alerts: a metric of an object that stays above or below a value for a while, or a problem that is there. The backend has the rules and sends the
 * news; the agent `stats` judges metrics where the figures are: `POST /v1/statistics/judge` at the door. Problems the backend itself knows.
 */
import * as z from 'zod'
import { alertId, serviceId, tenantId } from './ids.ts'
import { email } from './names.ts'
import { type MetricSpec, metric, metricNames, metricSpecs, statisticsObject } from './statistics.ts'

/** Whole days until the next licence ends: nothing that is measured. The backend itself looks at it, and tells at steps (server/alerts/licences.ts). */
export const licenceDays = 'licenceDays'

/** Sorts of problems that the first pages list (server/problems): nothing that is measured, each is there or not. */
export const problemClasses = ['backups', 'patches', 'failures', 'actions', 'waiting', 'certificates', 'firewall', 'agents'] as const
export type ProblemClass = (typeof problemClasses)[number]
/** All of them. */
export const anyProblem = 'problems'
export const alertProblem = z.enum([anyProblem, ...problemClasses])
export type AlertProblem = z.infer<typeof alertProblem>

export const alertMetric = z.enum([...metricNames, licenceDays, ...alertProblem.options])
export type AlertMetric = z.infer<typeof alertMetric>
export const isProblem = (name: AlertMetric): name is AlertProblem => alertProblem.safeParse(name).success
/** Of a rule about problems: it has no limit of people's choice. */
export const problemLimit = { direction: 'above', threshold: 0 } as const
export const alertUnitOf = (name: AlertMetric): MetricSpec['unit'] | 'days' =>
  name === licenceDays ? 'days' : isProblem(name) ? 'count' : metricSpecs[name].unit

export const alertDirection = z.enum(['above', 'below'])
export type AlertDirection = z.infer<typeof alertDirection>

/** In the unit of the metric: bytes, processors, milliseconds, per second. */
const threshold = z.number().min(0).max(1e15)
/** It has to be so for so long before anybody is told. */
const holdSeconds = z.int().min(60, 'Use at least one minute.').max(86_400, 'Use at most one day.')

/** Most rules of one tenant, or of the installation itself. */
export const mostAlerts = 50
export const mostJudged = 5000

/** What is judged: everything of a rule that the agent has to know. */
export const alertCondition = z.strictObject({
  alert: alertId,
  object: statisticsObject,
  metric,
  direction: alertDirection,
  threshold,
  holdSeconds,
})
export type AlertCondition = z.infer<typeof alertCondition>
export const judgeRequest = z.strictObject({ conditions: z.array(alertCondition).max(mostJudged) })

/**
 * `holds`: all that was measured within the hold time is beyond the threshold. `over`: so is the newest of it; false when nothing was measured.
 * `value` is that newest one.
 */
export const judgement = z.object({ alert: alertId, holds: z.boolean(), over: z.boolean(), value: z.number().nullable() })
export type Judgement = z.infer<typeof judgement>
export const judgements = z.object({ judgements: z.array(judgement).max(mostJudged) })

const ofService = [anyProblem, 'backups', 'patches', 'failures', 'actions', 'waiting'] as const
const measured = ['cpu', 'memory', 'disk', 'processes', 'requests', 'answers4xx', 'answers5xx', 'held', 'answerP95', 'trafficOut'] as const
/** What makes sense to watch: level or rate of the object itself, and problems that it can have. */
export const alertScopes = {
  service: [...measured, 'connections', ...ofService],
  tenant: [...measured, 'running', licenceDays, ...ofService, 'certificates', 'firewall'],
  machine: [
    'load',
    'memoryUsed',
    'poolUsed',
    'cpu',
    'running',
    'requests',
    'answers5xx',
    'held',
    'answerP95',
    licenceDays,
    ...alertProblem.options,
  ],
} as const satisfies Record<string, readonly AlertMetric[]>
export type AlertScope = keyof typeof alertScopes

export const minuteOfDay = z.int().min(0).max(1439)
export const timeZone = z
  .string()
  .max(64)
  .refine((name) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name })
      return true
    } catch {
      return false
    }
  }, 'Use the name of a time zone such as Europe/Berlin.')

/** From one minute of the day to another, over midnight when the second comes first: nothing is sent, what lasts is sent afterwards. */
export const quietHours = z
  .strictObject({ from: minuteOfDay, to: minuteOfDay, zone: timeZone })
  .refine(({ from, to }) => from !== to, 'Quiet hours need a beginning and another end.')
export type QuietHours = z.infer<typeof quietHours>

/** A public https address: the port is 443, the host has a name. What it leads to is looked at again before anything is sent. */
export const webhookUrl = z
  .string()
  .max(500)
  .refine((text) => {
    if (!URL.canParse(text)) return false
    const { protocol, port, username, password, hostname, hash } = new URL(text)
    const named = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(hostname)
    const inner = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|arpa|test|invalid|onion)$/.test(hostname)
    return protocol === 'https:' && port === '' && username === '' && password === '' && hash === '' && named && !inner
  }, 'Write an address such as https://hooks.example.org/reeve: https, a public host name, no port and no password.')

export const addAlertInput = z.object({
  /** Absent: a rule of the installation, about the machine or any service. */
  tenant: tenantId.optional(),
  /** Absent: about the tenant as a whole, or without tenant about the machine. */
  service: serviceId.optional(),
  metric: alertMetric,
  direction: alertDirection.default('above'),
  threshold,
  holdSeconds: holdSeconds.default(300),
  quiet: quietHours.nullable().default(null),
  mail: z.array(email).max(10).default([]),
  webhook: webhookUrl.nullable().default(null),
})
export type AddAlertInput = z.output<typeof addAlertInput>

/** What can be changed of a rule; another figure, or one of something else, is another rule. */
const changeable = {
  direction: alertDirection,
  threshold,
  holdSeconds,
  quiet: quietHours.nullable(),
  mail: z.array(email).max(10),
  webhook: webhookUrl.nullable(),
}
export const updateAlertInput = z.object({
  alert: alertId,
  ...changeable,
  /** What the form began with. */
  was: z.object(changeable).partial().optional(),
  /** The webhook gets another secret. So it does when it leads elsewhere. */
  newSecret: z.boolean().default(false),
})

/** How mail goes out: whose name is on it, and how to sign in at the relay that the machine's root chose. */
const mailParts = {
  from: email,
  /** Empty: the relay lets us in without. */
  user: z
    .string()
    .max(200)
    .regex(/^[\x20-\x7e]*$/, 'Use letters, digits and signs of ASCII.'),
  /** Absent: the present one stays. */
  password: z.string().max(200).optional(),
  /** `start`: begin in clear, go on by TLS, and send nothing without it. `tls`: TLS from the first byte. `none`: a relay on the same machine. */
  security: z.enum(['start', 'tls', 'none']),
}
export const mailSettingsInput = z.strictObject({
  ...mailParts,
  /** What a form began with: when that is no longer so, nothing is saved (`changed_meanwhile`). */
  was: z
    .object({ ...mailParts, from: z.string() })
    .omit({ password: true })
    .partial()
    .optional(),
})

export type DeliveryState = 'none' | 'waiting' | 'sent' | 'failed' | 'quiet'

export interface AlertView {
  id: string
  tenant: string | null
  tenantName: string | null
  service: string | null
  serviceName: string | null
  scope: AlertScope
  metric: AlertMetric
  direction: AlertDirection
  threshold: number
  holdSeconds: number
  quiet: QuietHours | null
  /** With `webhook` null and no address it is there by itself, and tells the administrators or the tenant's owners. */
  mail: string[]
  webhook: string | null
  state: 'ok' | 'firing'
  /** Since when it is in that state. */
  since: number
  value: number | null
  createdAt: number
}

/** Told by itself to those whom it concerns: nobody chose an address. */
export const tellsByItself = ({ mail, webhook }: Pick<AlertView, 'mail' | 'webhook'>): boolean => mail.length === 0 && webhook === null

/** A problem as it was told: names and codes alone. `link` is a path of the panel. */
export interface ToldProblem {
  text: string
  link: string | null
}
/** So many are told in one message; how many more there are, it says. */
export const mostTold = 20

/** Something that was told, or is to be. */
export interface AlertEventView {
  id: number
  alert: string
  tenant: string | null
  tenantName: string | null
  service: string | null
  serviceName: string | null
  metric: AlertMetric
  direction: AlertDirection
  threshold: number
  at: number
  what: 'fired' | 'resolved' | 'test'
  value: number | null
  /** What it is about, of a rule about licences. */
  licence: { title: string; ends: string } | null
  /** What began or is over, of a rule about problems; `value` is how many. */
  problems: ToldProblem[] | null
  mail: DeliveryState
  webhook: DeliveryState
  /** Why it could not be sent. */
  error: string | null
}

export interface MailSettingsView {
  from: string
  user: string
  hasPassword: boolean
  security: 'start' | 'tls' | 'none'
  /** The machine's root opened the way to a relay. */
  relay: boolean
  /** The machine's root opened the way to a proxy for webhooks. */
  proxy: boolean
}
