import { fileURLToPath } from 'node:url'
import type { Database } from './client.ts'

/** The migrations lie beside this file in the sources, and beside the bundle in an installation. */
export const migrate = (database: Database): void => database.migrate(fileURLToPath(new URL('./migrations', import.meta.url)))
