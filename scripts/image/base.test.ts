import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fillBase, upgradeIn } from './base.mjs'

let root: string
/** What would run in the root: the verbs of apt alone, without its options. */
let said: (string | undefined)[]
const enter = async (_root: string, argv: string[]) => {
  said.push(/\b(?:update|dist-upgrade|install|clean)\b/.exec(argv.join(' '))?.[0])
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reeve-base-'))
  for (const place of ['usr/sbin', 'etc/dpkg/dpkg.cfg.d', 'etc/ssl/certs']) mkdirSync(join(root, place), { recursive: true })
  said = []
})
afterEach(() => rmSync(root, { recursive: true }))

test('a base that was just made gets what was mended since its release came out, before anything is installed', async () => {
  await fillBase(root, enter)
  expect(said).toEqual(['update', 'dist-upgrade', 'install', 'clean'])
})

test('a root of an earlier day is made newest in the same way', async () => {
  await upgradeIn(root, enter)
  expect(said).toEqual(['update', 'dist-upgrade'])
})
