import { readFileSync } from 'node:fs'
import { type BackendConfig, backendConfig } from '../contracts/config.ts'

/** Reads the configuration file. Throws with a sentence that names the file and what is wrong in it. */
export function readConfig(file: string): BackendConfig {
  const parsed = backendConfig.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`${file}: ${faults.join('; ')}`)
}
