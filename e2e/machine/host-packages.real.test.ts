import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../../agents/core/log.ts'
import { createApt } from '../../agents/host/packages/apt.ts'
import { createPackages, type Packages } from '../../agents/host/packages/packages.ts'
import { machineIn, publish, type TinyPackage } from './support/packages.ts'

// Real apt and dpkg on a machine that is a folder.
let folder: string
let archive: string
let packages: Packages
let apt: ReturnType<typeof createApt>

const said: string[] = []
const report = (step: number, of: number, text: string) => void said.push(`${step}/${of} ${text}`)
const version = (name: string) => readFileSync(join(folder, 'machine/usr/share', name, 'version'), 'utf8').trim()
const tiny = (number: string, rest: Partial<TinyPackage> = {}): TinyPackage => ({ name: 'reeve-tiny', version: number, ...rest })
const wanted = (number: string) => [{ name: 'reeve-tiny', version: number }]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-host-packages-'))
  archive = join(folder, 'archive')
  apt = createApt(machineIn(join(folder, 'machine'), archive))
  const state = join(folder, 'state')
  const cache = join(folder, 'machine/var/cache/apt/archives')
  packages = createPackages({ apt, state, cache, places: [folder], log: createLog('test', 'silent') })
  await publish(archive, [tiny('1')])
  await apt.update()
  await packages.install('first-install', wanted('1'), report)
  said.length = 0
})
afterEach(() => rmSync(folder, { recursive: true }))

test('what is outdated is found, and installed in exactly the version that was asked for', async () => {
  expect(await packages.outdated(false)).toEqual([])
  await publish(archive, [tiny('1'), tiny('2')])
  expect(await packages.outdated(true)).toMatchObject([{ package: 'reeve-tiny', installed: '1', candidate: '2', security: false }])
  const done = await packages.install('second-install', wanted('2'), report)
  expect(done).toMatchObject({ outcome: 'installed', changes: [{ name: 'reeve-tiny', before: '1', after: '2' }], kept: wanted('1') })
  expect(version('reeve-tiny')).toBe('2')
  expect(said[0]).toBe('1/4 looking at what changes')
  // And back, also when no source has it any more.
  await publish(archive, [tiny('2')])
  await apt.update()
  const back = await packages.restore(wanted('1'), report)
  expect(back).toMatchObject({ outcome: 'installed', changes: [{ name: 'reeve-tiny', before: '2', after: '1' }] })
  expect(version('reeve-tiny')).toBe('1')
})

test('a package whose own script fails goes back, and everything is whole after it', async () => {
  await publish(archive, [tiny('1'), tiny('3', { postinst: 'echo this cannot be; exit 7' })])
  await apt.update()
  const done = await packages.install('bad-install', wanted('3'), report)
  expect(done).toMatchObject({ outcome: 'restored', changes: [], kept: wanted('1') })
  expect(done.said).toContain('this cannot be')
  expect(version('reeve-tiny')).toBe('1')
  expect(await apt.isWhole()).toBe(true)
})

test('what fails once and works the second time is installed', async () => {
  const marker = join(folder, 'seen')
  await publish(archive, [tiny('4', { postinst: `[ -e ${marker} ] || { touch ${marker}; exit 1; }` })])
  await apt.update()
  expect(await packages.install('shaky-install', wanted('4'), report)).toMatchObject({ outcome: 'installed' })
  expect(version('reeve-tiny')).toBe('4')
})

test('two that belong together go back together, with what came along', async () => {
  const other = (number: string, rest: Partial<TinyPackage> = {}) => ({ name: 'reeve-other', version: number, ...rest })
  await publish(archive, [tiny('1'), other('1')])
  await apt.update()
  await packages.install('other-install', [{ name: 'reeve-other', version: '1' }], report)
  await publish(archive, [tiny('5'), other('5', { depends: 'reeve-tiny (= 5)', postinst: 'exit 1' })])
  await apt.update()
  const done = await packages.install('both-install', [{ name: 'reeve-other', version: '5' }], report)
  expect(done).toMatchObject({ outcome: 'restored', changes: [] })
  expect([version('reeve-tiny'), version('reeve-other')]).toEqual(['1', '1'])
})

test('when dpkg itself dies in the middle, everything goes back all the same', async () => {
  await publish(archive, [tiny('1'), tiny('6', { postinst: 'kill -9 $PPID' })])
  await apt.update()
  // It dies each time that it sets the package up.
  const done = await packages.install('cut-install', wanted('6'), report)
  expect(done).toMatchObject({ outcome: 'restored', changes: [] })
  expect(version('reeve-tiny')).toBe('1')
  expect(await apt.isWhole()).toBe(true)
})

test('what apt cannot do is refused with its own words, and nothing changes', async () => {
  await expect(packages.install('no-such-install', wanted('99'), report)).rejects.toMatchObject({ code: 'conflict' })
  expect(version('reeve-tiny')).toBe('1')
})

test('of the packages of an image: which are newer here, without regard to what this machine has', async () => {
  await publish(archive, [tiny('1'), tiny('2')])
  await apt.update()
  const image = [...wanted('1'), { name: 'unknown-here', version: '1' }]
  expect(await packages.newerThan(image)).toMatchObject([{ package: 'reeve-tiny', installed: '1', candidate: '2' }])
  expect(await packages.newerThan(wanted('2'))).toEqual([])
})
