import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clearHalfMade } from './half-made.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-half-made-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('an empty folder that stays where a volume should be goes; one that holds something and one of a moment ago do not', async () => {
  for (const name of ['empty', 'full']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'full', 'data'), 'precious')
  expect(await clearHalfMade([folder, join(folder, 'none')], Date.now())).toEqual([])
  expect(await clearHalfMade([folder, join(folder, 'none')], Date.now() + 60_000)).toEqual(['empty'])
  expect([existsSync(join(folder, 'empty')), existsSync(join(folder, 'full', 'data'))]).toEqual([false, true])
})
