import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const files = ['app', 'components'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => /\.(tsx?|css)$/.test(path) && !path.includes('.test.')),
)
const offenders = (pattern: RegExp, except: RegExp = /$^/) =>
  files.filter((path) => !except.test(path) && pattern.test(readFileSync(join(root, path), 'utf8')))

describe('pages and components', () => {
  it('name colours as tokens: raw ones stand in tokens.css alone', () => {
    expect(offenders(/#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch)\(/i, /tokens\.css$/)).toEqual([])
  })

  it('take every link from paths.ts', () => {
    expect(offenders(/href=(?:"|\{['"`])\/|push\(['"`]\//, /_lib\/paths\.ts$/)).toEqual([])
  })

  it('have no server actions: nothing but reading reaches a page', () => {
    expect(offenders(/['"]use server['"]/)).toEqual([])
  })

  it('put no HTML together by hand', () => {
    expect(offenders(/dangerouslySetInnerHTML|\.innerHTML\b/)).toEqual([])
  })

  it('read the environment in one place, for development', () => {
    expect(offenders(/process\.env/, /_lib\/backend\.ts$/)).toEqual([])
  })
})
