import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBegun } from './begun.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-begun-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a change that comes again after a kill knows what the machine had before it began, another one looks anew', async () => {
  const path = join(folder, 'begun.json')
  const state = (version: string) => async () => ({ before: new Map([['tiny', version]]), names: ['tiny'] })
  await createBegun(path).of('first-change', state('1'))
  const again = createBegun(path)
  expect(await again.has('first-change')).toBe(true)
  expect((await again.of('first-change', state('2'))).before.get('tiny')).toBe('1')
  expect(await again.has('other-change')).toBe(false)
  expect((await again.of('other-change', state('2'))).before.get('tiny')).toBe('2')
  await again.forget()
  expect(await again.has('other-change')).toBe(false)
})
