import type { KindDescriptor } from '../../contracts/kinds.ts'

/** Names that a login finds the service by (the start-up packet of PostgreSQL names a database). */
export function databasesOf(kind: KindDescriptor | null, config: Record<string, unknown>): string[] {
  if (kind === null || !kind.addressing.includes('login')) return []
  const { databases, database } = config
  if (Array.isArray(databases)) return databases.flatMap(nameOf)
  return nameOf(database)
}

const nameOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string') return [value.name]
  return []
}
