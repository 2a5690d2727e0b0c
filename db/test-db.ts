import { type Database, openDatabase } from './client.ts'
import { migrate } from './migrate.ts'

/** A fresh database in memory with the present schema. */
export function testDatabase(): Database {
  const database = openDatabase(':memory:')
  migrate(database)
  return database
}
