import { readFileSync } from 'node:fs'
import * as z from 'zod'

/** The configuration file of a process, parsed. Throws an Error that names file and field; a process without its configuration does not start. */
export function readConfig<S extends z.ZodType>(schema: S, path: string | undefined): z.infer<S> {
  if (path === undefined) throw new Error('Name the configuration file as the only argument.')
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Error(`The configuration ${path} cannot be read as JSON.`, { cause: error })
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Error(`The configuration ${path} is wrong:\n${z.prettifyError(parsed.error)}`)
  return parsed.data
}
