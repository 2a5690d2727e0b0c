import { conf } from '../../../core/conf.ts'

/** Lines of a map: `key value`, sorted, so that the same wish gives the same bytes. */
export function mapText(entries: ReadonlyMap<string, string>): string {
  const lines = [...entries].map(([key, value]) => conf`${key} ${value}\n`)
  return lines.sort().join('')
}
