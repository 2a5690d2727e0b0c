import * as z from 'zod'
import { accountSort } from './accounts.ts'

/** How requests find a service: by host name, TLS server name, an address of its own, or the login in its protocol. */
export const addressing = z.enum(['host', 'sni', 'address', 'login'])
export type Addressing = z.infer<typeof addressing>

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
