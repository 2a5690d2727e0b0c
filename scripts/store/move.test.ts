import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyStore } from './move.mjs'

let folder: string
let from: { path: string; marker: string }
let to: { path: string }
const names = ['.reeve-store', 'reeve']
const owner = process.getuid?.()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-store-'))
  from = { path: join(folder, 'from'), marker: 'a'.repeat(32) }
  to = { path: join(folder, 'to') }
  for (const path of [from.path, to.path, join(from.path, 'reeve'), join(from.path, 'reeve', 'data')]) mkdirSync(path)
  writeFileSync(join(from.path, '.reeve-store'), from.marker)
  writeFileSync(join(from.path, 'reeve', 'data', 'pack'), 'p'.repeat(5000))
  chmodSync(join(from.path, 'reeve', 'data', 'pack'), 0o400)
})
afterEach(() => rmSync(folder, { recursive: true }))

const copy = (stale: string[] = []) => copyStore({ from, to, names, stale, owner })
const seen = () => readdirSync(to.path, { recursive: true }).map(String).sort()
const whole = ['.reeve-copying', '.reeve-store', 'reeve', 'reeve/data', 'reeve/data/pack']

test('the copy is whole, and says whose it is until the switch', async () => {
  expect(await copy()).toBe(true)
  expect(seen()).toEqual(whole)
  expect(JSON.parse(readFileSync(join(to.path, '.reeve-copying'), 'utf8'))).toEqual({ id: from.marker, names })
  expect(readFileSync(join(to.path, 'reeve/data/pack'), 'utf8')).toBe('p'.repeat(5000))
})

test('one that was cut off is brought to what is there now, and nothing else is touched', async () => {
  for (const path of ['reeve', 'reeve/data', 'tgone', 'photos']) mkdirSync(join(to.path, path))
  writeFileSync(join(to.path, 'reeve/data/pack'), 'half')
  writeFileSync(join(to.path, 'reeve/data/forgotten'), '')
  writeFileSync(join(to.path, 'photos/one'), '')
  expect(await copy(['tgone'])).toBe(true)
  expect(seen()).toEqual([...whole, 'photos', 'photos/one'].sort())
  expect(readFileSync(join(to.path, 'reeve/data/pack'), 'utf8')).toBe('p'.repeat(5000))
})

test('one folder by two names is no copy, and stays as it is', async () => {
  rmSync(to.path, { recursive: true })
  symlinkSync(from.path, to.path)
  expect(await copy()).toBe(false)
  expect(existsSync(join(from.path, '.reeve-copying'))).toBe(false)
  expect(seen()).toEqual(whole.slice(1))
})
