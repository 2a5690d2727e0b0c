import * as z from 'zod'
import { accountSort } from './accounts.ts'
import { rangeSentence } from './plain-errors.ts'

/** How requests find a service: by host name, TLS server name, an address of its own, or the login in its protocol. */
export const addressing = z.enum(['host', 'sni', 'address', 'login'])
export type Addressing = z.infer<typeof addressing>

/** Settings of a service; its kind's schema says which, and what of them. */
export const serviceConfig = z.record(z.string(), z.json())
export type ServiceConfig = z.infer<typeof serviceConfig>

/** Settings whose values nobody reads: verifiers of passwords, at which whoever had one could guess in peace. */
export const secretSettings: readonly string[] = ['password']
const isSecret = (name: string): boolean => secretSettings.includes(name)
export const withoutSecretSettings = (config: ServiceConfig): ServiceConfig =>
  Object.fromEntries(Object.entries(config).filter(([name]) => !isSecret(name)))
/** What is wanted, with the secrets of `present` that it leaves out: whoever saves settings was not shown them. */
export const withSecretsOf = (present: ServiceConfig, wanted: ServiceConfig): ServiceConfig => ({
  ...Object.fromEntries(Object.entries(present).filter(([name]) => isSecret(name))),
  ...wanted,
})

/** What the keep tells of a kind. The writer of its configuration stays in `agents/catalogue/`; the schema travels as JSON Schema. */
export const kindDescriptor = z.object({
  kind: z.string(),
  title: z.string(),
  summary: z.string(),
  /** Row of the catalogue that it serves. */
  row: z.string(),
  addressing: z.array(addressing),
  ports: z.array(z.object({ name: z.string(), port: z.int() })),
  /** It has files that people upload and browse. */
  files: z.boolean(),
  /** Accounts inside it that people can make. */
  accounts: accountSort.nullable().default(null),
  config: z.record(z.string(), z.json()),
  resources: z.object({ cpus: z.int(), memoryMiB: z.int(), diskMiB: z.int(), processes: z.int() }),
})
export type KindDescriptor = z.infer<typeof kindDescriptor>

const told = { complaint: z.string().optional() }

/** One setting in a kind's JSON Schema, as far as forms and complaints read it. `complaint`: the kind's own sentence for a text of another form. */
const setting = z.looseObject({
  ...told,
  type: z.string().optional(),
  minimum: z.int().optional(),
  maximum: z.int().optional(),
  items: z.looseObject(told).optional(),
  anyOf: z.array(z.looseObject(told)).optional(),
})
type Setting = z.infer<typeof setting>

/** Names of the settings that are lists. */
export function listSettings(kind: Pick<KindDescriptor, 'config'>): string[] {
  const { properties } = z.object({ properties: z.record(z.string(), setting).default({}) }).parse(kind.config)
  return Object.entries(properties).flatMap(([name, { type }]) => (type === 'array' ? [name] : []))
}

/** What is wrong with settings, by name: JSON Schema itself carries no sentences. */
export function settingComplaints(kind: Pick<KindDescriptor, 'config'>, config: Record<string, unknown>): Record<string, string> {
  const { properties } = z.object({ properties: z.record(z.string(), setting).default({}) }).parse(kind.config)
  const complaints: Record<string, string> = {}
  for (const [name, property] of Object.entries(properties)) {
    const said = config[name] === undefined ? undefined : complaintOf(property, config[name])
    if (said !== undefined) complaints[name] = said
  }
  return complaints
}

function complaintOf(property: Setting, value: unknown): string | undefined {
  if (property.type === 'integer') {
    const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = property
    const fits = Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum
    return fits ? undefined : rangeSentence(minimum, maximum)
  }
  const issue = z.fromJSONSchema(property as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value).error?.issues[0]
  if (issue === undefined || (issue.code !== 'invalid_format' && issue.code !== 'invalid_union')) return issue?.message
  const own = [property, property.items, ...(property.anyOf ?? [])].find((part) => part?.complaint !== undefined)
  return own?.complaint ?? issue.message
}
