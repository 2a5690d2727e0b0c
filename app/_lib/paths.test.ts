import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { paths, safeNext, signInThen } from './paths.ts'

function every(value: unknown, args: string[]): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'function') return [(value as (...parts: string[]) => string)(...args)]
  return Object.values(value as object).flatMap((item) => every(item, args))
}

describe('paths', () => {
  it('are these', () => {
    expect(every(paths, ['ONE', 'TWO'])).toMatchInlineSnapshot(`
      [
        "/",
        "/sign-in",
        "/sign-in/return",
        "/join",
        "/reset",
        "/account",
        "/tenants",
        "/tenants/new",
        "/tenants/ONE",
        "/tenants/ONE/services",
        "/tenants/ONE/people",
        "/tenants/ONE/statistics",
        "/tenants/ONE/plan",
        "/plans",
        "/plans?plan=new",
        "/plans?plan=ONE",
        "/licences",
        "/firewall",
        "/firewall?plan=ONE",
        "/services",
        "/statistics",
        "/alerts",
        "/patches",
        "/patches/ONE",
        "/backups",
        "/statistics?zone=ONE",
        "/requests",
        "/actions",
        "/actions/ONE",
        "/ledger",
        "/ledger/refused",
        "/agents",
        "/agents/ONE",
        "/people",
        "/machine",
        "/settings",
        "/t/ONE",
        "/t/ONE/services",
        "/t/ONE/services/new",
        "/t/ONE/services/TWO",
        "/t/ONE/services/TWO/domains",
        "/t/ONE/services/TWO/files",
        "/t/ONE/services/TWO/backups",
        "/t/ONE/services/TWO/logs",
        "/t/ONE/services/TWO/firewall",
        "/t/ONE/services/TWO/resources",
        "/t/ONE/services/TWO/history",
        "/t/ONE/services/TWO/accounts",
        "/t/ONE/services/TWO/people",
        "/t/ONE/services/TWO/settings",
        "/t/ONE/services/TWO/statistics",
        "/t/ONE/services/TWO/visits",
        "/t/ONE/statistics",
        "/t/ONE/alerts",
        "/t/ONE/backups",
        "/t/ONE/domains",
        "/t/ONE/certificates",
        "/t/ONE/firewall",
        "/t/ONE/people",
        "/t/ONE/requests",
        "/t/ONE/activity",
        "/t/ONE/activity/TWO",
        "/api/trpc",
        "/api/metrics",
        "/api/upload?service=ONE&format=TWO",
        "/api/download?id=ONE",
      ]
    `)
  })

  it('have a page or a route each', () => {
    const app = join(import.meta.dirname, '..')
    const patterns = readdirSync(app, { recursive: true, encoding: 'utf8' })
      .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file))
      .map((file) =>
        dirname(file)
          .split('/')
          .filter((part) => part !== '.' && !part.startsWith('(')),
      )
    const leads = (path: string) => {
      const parts = new URL(path, 'http://panel').pathname.split('/').filter((part) => part !== '')
      const fits = (pattern: string[]) =>
        pattern.length === parts.length &&
        pattern.every((part, index) => part === parts[index] || (part.startsWith('[') && /^[A-Z]+$/.test(parts[index] ?? '')))
      return patterns.some(fits)
    }
    // Below this one stands a procedure's name.
    const pages = every(paths, ['ONE', 'TWO']).map((path) => (path === paths.api.trpc ? `${path}/ONE` : path))
    expect(pages.filter((path) => !leads(path))).toEqual([])
  })

  it('come back after sign-in, but only to this panel', () => {
    expect(signInThen('/ledger?q=a')).toBe('/sign-in?next=%2Fledger%3Fq%3Da')
    expect(safeNext('/ledger?q=a')).toBe('/ledger?q=a')
    expect(safeNext('/t/acme/services?sort=name#top')).toBe('/t/acme/services?sort=name#top')
    const elsewhere = [
      'https://evil.test',
      '//evil.test',
      '/\\evil.test',
      '/\t/evil.test',
      '/\n/evil.test',
      '/\r\n/evil.test',
      '/.//evil.test',
    ]
    for (const bad of [null, '', '//', 'ledger', 'javascript:alert(1)', ...elsewhere]) expect(safeNext(bad), String(bad)).toBe('/')
  })
})
