import { canonicalJson } from '../../contracts/canonical.ts'
import type { Difference } from '../../contracts/history.ts'
import { secretSettings } from '../../contracts/kinds.ts'
import type { IdlePolicy, Resources } from '../../contracts/limits.ts'

interface Settings {
  config: Record<string, unknown>
  resources: Resources
  idle: IdlePolicy | null
  firstPort: number | null
  packages: string[]
}

const mostText = 200

/** What changed from one set of settings to the next, by name. Without one before, everything that is set. */
export function differencesOf(before: Settings | undefined, after: Settings): Difference[] {
  const [old, fresh] = [flat(before), flat(after)]
  const names = [...new Set([...old.keys(), ...fresh.keys()])].sort()
  return names.flatMap((name) => {
    const [from, to] = [old.get(name), fresh.get(name)]
    if (from === to) return []
    return [{ name, before: shown(name, from), after: shown(name, to) }]
  })
}

function flat(settings: Settings | undefined): Map<string, string> {
  const values = new Map<string, string>()
  const put = (all: object) => {
    for (const [name, value] of Object.entries(all)) if (value !== undefined) values.set(name, textOf(value))
  }
  put(settings?.config ?? {})
  put(settings?.resources ?? {})
  put(settings?.idle ?? {})
  if (settings?.firstPort != null) put({ firstPort: settings.firstPort })
  if (settings !== undefined && settings.packages.length > 0) put({ packages: settings.packages })
  return values
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ')
  return canonicalJson(value as never)
}

function shown(name: string, value: string | undefined): string | null {
  if (value === undefined) return null
  if (secretSettings.includes(name)) return value === '' ? '' : '••••'
  return value.length > mostText ? `${value.slice(0, mostText)}…` : value
}
