import * as z from 'zod'
import { accountSort } from './accounts.ts'
import { rangeSentence } from './plain-errors.ts'

/** How requests find a service: by host name, TLS server name, an address of its own, or the login in its protocol. */
export const addressing = z.enum(['host', 'sni', 'address', 'login'])
export type Addressing = z.infer<typeof addressing>

/** Settings of a service; its kind's schema says which, and what of them. */
export const serviceConfig = z.record(z.string(), z.json())
export type ServiceConfig = z.infer<typeof serviceConfig>

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

/** One setting in a kind's JSON Schema, as far as forms and complaints read it. */
const setting = z.looseObject({ type: z.string().optional(), minimum: z.int().optional(), maximum: z.int().optional() })

/** What is wrong with settings that are whole numbers, by name: JSON Schema itself carries no sentences. */
export function numberComplaints(kind: Pick<KindDescriptor, 'config'>, config: Record<string, unknown>): Record<string, string> {
  const { properties } = z.object({ properties: z.record(z.string(), setting).default({}) }).parse(kind.config)
  const complaints: Record<string, string> = {}
  for (const [name, { type, minimum = 0, maximum = Number.MAX_SAFE_INTEGER }] of Object.entries(properties)) {
    const value = config[name]
    if (type !== 'integer' || value === undefined) continue
    if (!Number.isSafeInteger(value) || Number(value) < minimum || Number(value) > maximum)
      complaints[name] = rangeSentence(minimum, maximum)
  }
  return complaints
}
