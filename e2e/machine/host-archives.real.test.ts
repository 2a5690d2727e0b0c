import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Archives, createArchives } from '../../agents/host/archives/archives.ts'
import { createApt } from '../../agents/host/packages/apt.ts'
import { mostArchiveBytes } from '../../contracts/packages.ts'
import { machineIn, publish } from './support/packages.ts'

// Real apt and dpkg on a machine that is a folder, for images that are lists.
let folder: string
let archive: string
let archives: Archives
const image = 'ab'.repeat(32)
const status = (text: string) => writeFileSync(join(folder, 'records', `${image}.status`), text)
const names = (found: { name: string }[]) => found.map(({ name }) => name).sort()

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-host-archives-'))
  archive = join(folder, 'archive')
  const options = machineIn(join(folder, 'machine'), archive)
  mkdirSync(join(folder, 'records'))
  status('')
  archives = createArchives({ records: join(folder, 'records'), state: join(folder, 'state'), options })
  await publish(archive, [
    { name: 'reeve-tiny', version: '1', depends: 'reeve-other' },
    { name: 'reeve-other', version: '1:2' },
  ])
  await createApt(options).update()
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a package comes with what it needs beside the image, each byte of it', async () => {
  const found = await archives.fetch(image, ['reeve-tiny'])
  expect(names(found)).toEqual(['reeve-other', 'reeve-tiny'])
  for (const { sha256, bytes } of found) expect(Buffer.from(await archives.piece(sha256, 0), 'base64')).toHaveLength(bytes)
  const [first] = found
  expect(Buffer.from(await archives.piece(first?.sha256 ?? '', 100), 'base64')).toHaveLength((first?.bytes ?? 0) - 100)
})

test('what the image has already is not fetched, and never made newer for its own sake', async () => {
  const line = (name: string) =>
    `Package: ${name}\nStatus: install ok installed\nMaintainer: x\nArchitecture: all\nVersion: 0.5\nDescription: x\n\n`
  status(line('reeve-other'))
  expect(names(await archives.fetch(image, ['reeve-tiny']))).toEqual(['reeve-tiny'])
  status(line('reeve-tiny') + line('reeve-other'))
  expect(await archives.fetch(image, ['reeve-tiny'])).toEqual([])
})

test('a package that came to the sources since the lists were read is found', async () => {
  await publish(archive, [{ name: 'reeve-late', version: '1' }])
  expect(names(await archives.fetch(image, ['reeve-late']))).toEqual(['reeve-late'])
})

test.each([
  ['that no source has', ['reeve-nothing'], 'not_found'],
  ['whose name means several to apt', ['reeve-.*'.slice(0, 7)], 'not_found'],
])('a package %s is refused', async (_, wanted, code) => {
  await expect(archives.fetch(image, wanted)).rejects.toMatchObject({ code })
})

test('an image that nobody knows, and too much, are refused before anything is fetched', async () => {
  await expect(archives.fetch('cd'.repeat(32), ['reeve-tiny'])).rejects.toMatchObject({ code: 'conflict' })
  appendFileSync(
    join(archive, 'Packages'),
    `\nPackage: reeve-large\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\nFilename: ./large.deb\nSize: ${mostArchiveBytes + 1}\nSHA256: ${'0'.repeat(64)}\n`,
  )
  await expect(archives.fetch(image, ['reeve-large'])).rejects.toMatchObject({ code: 'too_large' })
})

test('an archive that is not what the signed list says is not given', async () => {
  rmSync(join(archive, 'reeve-other_1:2_all.deb'))
  writeFileSync(join(archive, 'reeve-other_1:2_all.deb'), 'something else')
  await expect(archives.fetch(image, ['reeve-other'])).rejects.toBeDefined()
})
