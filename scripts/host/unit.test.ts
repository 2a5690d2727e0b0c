import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeUnitFile } from './unit.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-unit-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a drop-in goes with its folder, unless somebody else has one there; a unit goes alone', () => {
  const place = join(folder, 'incus.service.d')
  mkdirSync(place)
  for (const name of ['reeve.conf', 'other.conf']) writeFileSync(join(place, name), '')
  removeUnitFile(join(place, 'reeve.conf'))
  expect(existsSync(join(place, 'other.conf'))).toBe(true)
  rmSync(join(place, 'other.conf'))
  writeFileSync(join(place, 'reeve.conf'), '')
  removeUnitFile(join(place, 'reeve.conf'))
  expect(existsSync(place)).toBe(false)
  writeFileSync(join(folder, 'reeve.service'), '')
  removeUnitFile(join(folder, 'reeve.service'))
  expect(existsSync(folder)).toBe(true)
})
