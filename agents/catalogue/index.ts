import * as z from 'zod'
import type { KindDescriptor } from '../../contracts/kinds.ts'
import type { Kind } from './kind.ts'
import { postgresql } from './postgresql.ts'
import { ssh } from './ssh.ts'
import { webserver } from './webserver.ts'

/** Every kind of server that can be hosted, by name. Adding one: a file beside this one and its line here (docs/adding-a-kind.md). */
export const kinds: Readonly<Record<string, Kind>> = { postgresql, ssh, webserver }

export const kindOf = (name: string): Kind | undefined => (Object.hasOwn(kinds, name) ? kinds[name] : undefined)

/** Ports at which the gate listens for services that are found by an address of their own. */
export const addressPorts = (): number[] => [
  ...new Set(
    Object.values(kinds).flatMap(({ addressing, ports }) => (addressing.includes('address') ? ports.map(({ port }) => port) : [])),
  ),
]

/** What panel and backend learn of a kind. */
export const descriptorOf = (kind: Kind): KindDescriptor => ({
  kind: kind.kind,
  title: kind.title,
  summary: kind.summary,
  row: kind.row,
  addressing: [...kind.addressing],
  ports: kind.ports.map((port) => ({ ...port })),
  files: kind.files !== null,
  accounts: kind.accounts,
  config: z.record(z.string(), z.json()).parse(z.toJSONSchema(kind.config, { io: 'input' })),
  resources: { ...kind.resources },
})
