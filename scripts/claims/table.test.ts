import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repository } from '../build/repository.mjs'
import { drills } from '../drills/registry.mjs'
import { table } from './table.mjs'
import { titlesIn } from './titles.mjs'

interface Proof {
  file: string
  titles: string[]
}
const named = [
  ...table.map(({ id, proofs }) => [id, proofs as Proof[]] as const),
  ...Object.entries(drills).map(([name, { tests }]) => [`the drill ${name}`, tests as Proof[]] as const),
]

describe('tests that are named are there', () => {
  test.each(named)('%s', (_, proofs) => {
    for (const { file, titles } of proofs) {
      expect(existsSync(join(repository, file)), file).toBe(true)
      expect(titlesIn(readFileSync(join(repository, file), 'utf8')), file).toEqual(expect.arrayContaining(titles))
    }
  })
})

test('every row is there once', () => {
  const ids = table.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toHaveLength(58)
})

test('what is not proven by a test has a sentence about it, or no test at all', () => {
  for (const { id, title, missing, claims } of table as { id: string; title: string; missing?: string; claims: number[] }[]) {
    expect(claims.length, id).toBeGreaterThan(0)
    expect(title, id).not.toMatch(/\.$/)
    if (missing !== undefined) expect(missing, id).toMatch(/^[A-Z].*\.$/)
  }
})
