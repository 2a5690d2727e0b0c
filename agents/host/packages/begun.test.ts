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
  expect(await again.find('first-change')).toMatchObject({ names: ['tiny'] })
  expect((await again.of('first-change', state('2'))).before.get('tiny')).toBe('1')
  expect(await again.find('other-change')).toBeUndefined()
  expect((await again.of('other-change', state('2'))).before.get('tiny')).toBe('2')
})

test('a change whose answer was lost is told how it ended, and is not done again', async () => {
  const path = join(folder, 'begun.json')
  const end = { outcome: 'restored', changes: [], kept: [{ name: 'tiny', version: '1' }], said: 'it failed' } as const
  const first = createBegun(path)
  await first.of('first-change', async () => ({ before: new Map([['tiny', '1']]), names: ['tiny'] }))
  await first.conclude('first-change', { ...end, changes: [], kept: [...end.kept] })
  expect((await createBegun(path).find('first-change'))?.end).toEqual(end)
})
