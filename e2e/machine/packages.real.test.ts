import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import type { RunReport } from '../../contracts/patches.ts'
import { engine, inside, processOf } from './support/engine.ts'
import { get, until } from './support/http.ts'
import { type LocalPackage, PackageArchive } from './support/package-archive.ts'
import { followReeve, marker, reeve, removeTenant } from './support/site.ts'

/** Packages that a service asks for itself: given by its plan, by a person, or broken. */
const name = 'packaged'
const plan = `${marker}: packages`
const host = 'www.packaged.test'
const www = `${name}/www`
/** One builds an image. */
const patience = 1_200_000
const archive = new PackageArchive()
let service: string
let project: string
let folder: string

interface Named {
  id: string
  name: string
}

/** A program that says its own name. Installing it fails where servers of packages may start. */
const drill = (called: string, more: Partial<LocalPackage> = {}): LocalPackage => ({
  name: called,
  version: '1',
  postinst: 'if /usr/sbin/policy-rc.d drill start; then exit 9; fi',
  files: { [`/usr/bin/${called}`]: `#!/bin/sh\necho ${called} runs\n` },
  ...more,
})
const bad = drill('reeve-bad', { postinst: 'touch /usr/share/reeve-bad; exit 7' })

async function removeAll(): Promise<void> {
  await removeTenant(name)
  for (const found of await reeve<Named[]>('plan', 'list')) if (found.name === plan) await reeve('plan', 'delete', found.id)
}

beforeAll(async () => {
  await removeAll()
  await reeve('plan', 'create', plan, '--ask-packages', 'reeve-drill,reeve-bad')
  const tenant = await reeve<Named>('tenant', 'create', name, '--title', marker, '--plan', plan)
  service = (await reeve<Named>('service', 'create', '--tenant', name, '--kind', 'webserver', '--name', 'www', '--domain', host)).id
  project = projectOf(tenant.id)
  folder = mkdtempSync(join(tmpdir(), 'reeve-packages-'))
  writeFileSync(join(folder, 'index.html'), 'here')
  await reeve('site', 'deploy', '--service', www, folder)
  await answers()
  await archive.open()
  await archive.offer(drill('reeve-drill', { depends: 'reeve-needed' }), drill('reeve-needed'), drill('reeve-other'), bad)
}, patience)
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await archive.close()
  await removeAll()
}, patience)

const answers = () =>
  until(
    'the site answers',
    () => get(host),
    ({ status, body }) => status === 200 && body === 'here',
  )
const ask = (...words: string[]) => inside(service, ['reeve-ask', ...words], { project, user: 1000 })
const run = async (program: string) => (await inside(service, [program], { project, user: 1000 }).catch(() => ({ stdout: '' }))).stdout
const packages = async () => (await reeve<{ packages: string[] }>('service', 'packages', www)).packages
const snapshots = () => engine<string[]>(`/1.0/instances/${service}/snapshots?project=${project}`)

test('what the plan gives is installed while it runs, with what it needs, and stands in the ledger', { timeout: 120_000 }, async () => {
  const before = await processOf(service, project)
  expect(await ask('package', 'reeve-drill', 'a', 'drill')).toMatchObject({
    status: 0,
    stdout: 'granted: The package reeve-drill is installed.\n',
  })
  expect([await run('reeve-drill'), await run('reeve-needed')]).toEqual(['reeve-drill runs\n', 'reeve-needed runs\n'])
  expect(await packages()).toEqual(['reeve-drill'])
  expect(await processOf(service, project)).toBe(before)
  expect(await snapshots()).toEqual([])
  const entries = await reeve<{ kind: string; name: string }[]>('audit', 'list', '--tenant', name, '--limit', '20')
  const done = entries.filter(({ kind }) => kind === 'done').map((entry) => entry.name)
  expect(done).toEqual(expect.arrayContaining(['asks.collect', 'service.apply', 'asks.answer']))
  expect((await ask('package', 'reeve-drill')).stdout).toMatch(/^refused: The service has the package reeve-drill already/)
})

test('one that is not in the plan waits for a person; what is no name, and what no source has, are refused', {
  timeout: 120_000,
}, async () => {
  expect(await ask('package', 'reeve-other')).toMatchObject({
    status: 3,
    stdout: 'waiting: The plan does not give the package reeve-other on request. An owner has to decide.\n',
  })
  expect(await run('reeve-other')).toBe('')
  expect((await ask('package', 'reeve-other;id')).stdout).toMatch(/^refused: Write such as/)
  const [waiting] = await reeve<Named[]>('request', 'list', '--tenant', name, '--state', 'waiting')
  await reeve('request', 'allow', waiting?.id ?? '')
  await until(
    'the package is there',
    () => run('reeve-other'),
    (said) => said === 'reeve-other runs\n',
  )
  await until('nothing is under way', packages, (all) => all.length === 2)
})

test('one whose own script fails is not there after it, and the site answers', { timeout: 120_000 }, async () => {
  // Its VPS begins anew with the root of before: whoever asked ends with it.
  await ask('package', 'reeve-bad').catch(() => undefined)
  await until('it is taken back', packages, (all) => !all.includes('reeve-bad'), 60)
  await answers()
  expect((await inside(service, ['ls', '/usr/share/reeve-bad', '/usr/bin/reeve-bad'], { project })).status).not.toBe(0)
  expect([await run('reeve-drill'), await run('reeve-other')]).toEqual(['reeve-drill runs\n', 'reeve-other runs\n'])
  expect(await snapshots()).toEqual([])
  const history = await reeve<{ state: string; error: { message: string } | null }[]>('service', 'history', www)
  expect(history).toContainEqual(
    expect.objectContaining({
      state: 'refused',
      error: expect.objectContaining({ message: expect.stringContaining('could not be installed') }),
    }),
  )
})

test('taken away it is gone with what came along for it alone; the others stay', { timeout: 120_000 }, async () => {
  await reeve('service', 'packages', www, '--remove', 'reeve-drill')
  expect([await run('reeve-drill'), await run('reeve-needed'), await run('reeve-other')]).toEqual(['', '', 'reeve-other runs\n'])
  await reeve('service', 'packages', www, '--add', 'reeve-drill')
  expect(await run('reeve-needed')).toBe('reeve-needed runs\n')
  await answers()
})

test('a new root has them again', { timeout: patience }, async () => {
  const rootOf = async () =>
    (await engine<{ config: Record<string, string> }>(`/1.0/instances/${service}?project=${project}`)).config['volatile.base_image']
  const before = await rootOf()
  const whose = ['--first', '0', '--first-tenant', name, '--at-once', '1', '--wait', 'never', '--probe', '20s']
  const report = await followReeve<RunReport>(500, 'patch', 'run', 'webserver', ...whose)
  expect(report).toMatchObject({ state: 'done', error: null })
  expect(await rootOf()).not.toBe(before)
  await answers()
  expect([await run('reeve-drill'), await run('reeve-other')]).toEqual(['reeve-drill runs\n', 'reeve-other runs\n'])
})
