import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { completeHalfMade } from './half-made.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-half-made-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('an empty folder that stays where a volume should be becomes one; one that holds something and one of a moment ago do not', async () => {
  for (const name of ['empty', 'full']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'full', 'data'), 'precious')
  const made: string[] = []
  const complete = (now: number) =>
    completeHalfMade([folder, join(folder, 'none')], now, async (path) => {
      expect(existsSync(path)).toBe(false)
      made.push(path)
    })
  expect([await complete(Date.now()), made]).toEqual([[], []])
  expect([await complete(Date.now() + 60_000), made]).toEqual([['empty'], [join(folder, 'empty')]])
  expect(existsSync(join(folder, 'full', 'data'))).toBe(true)
})
