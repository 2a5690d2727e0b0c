import * as z from 'zod'
import type { KindDescriptor } from '../../contracts/kinds.ts'

const names = z.object({ databases: z.array(z.string()).default(['app']) })

/** Databases of a service by its settings, where its kind has such. */
export function databasesOf(kind: KindDescriptor | null, config: Record<string, unknown>): string[] {
  if (kind?.accounts !== 'database') return []
  const parsed = names.safeParse(config)
  return parsed.success ? parsed.data.databases : []
}
