import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { imageAlias } from '../../agents/catalogue/base.ts'
import { projectOf } from '../../contracts/ids.ts'
import { type PatchesView, type RunReport, runOver } from '../../contracts/patches.ts'
import { engine, inside } from './support/engine.ts'
import { get, until } from './support/http.ts'
import { type LocalPackage, PackageArchive } from './support/package-archive.ts'
import { makeTenant, reeve, removeTenant, tryReeve } from './support/site.ts'

/** Bad patches on purpose: what each of them would do to all sites of a machine, and what becomes of it. */
const name = 'patching'
/** Each builds an image. */
const patience = 1_200_000
const limitsFile = '/var/lib/reeve/image-limits.json'
const marker = '/usr/share/reeve-drill/version'
const sites = ['busy', 'asleep', 'frozen'] as const
type Site = (typeof sites)[number]
const hostOf = (site: Site) => `${site}.patching.test`

const archive = new PackageArchive()
const services = {} as Record<Site, string>
let project: string
let folder: string

/** A package that the image of every website has, in a version of ours. */
const drill = (version: number, postinst: string, depends?: string): LocalPackage => ({
  name: 'php-zip',
  version: `99:${version}`,
  postinst,
  files: { [marker]: `${version}\n` },
  ...(depends === undefined ? {} : { depends }),
})

beforeAll(async () => {
  rmSync(limitsFile, { force: true })
  await endRuns()
  await removeTenant(name)
  const tenant = await makeTenant(name)
  project = projectOf(tenant.id)
  folder = mkdtempSync(join(tmpdir(), 'reeve-patches-'))
  for (const site of sites) {
    const options = ['--tenant', name, '--kind', 'webserver', '--name', site, '--domain', hostOf(site)]
    services[site] = (await reeve<{ id: string }>('service', 'create', ...options)).id
    writeFileSync(join(folder, 'index.html'), `this is ${site}`)
    await reeve('site', 'deploy', '--service', `${name}/${site}`, folder)
    await answers(site)
  }
  await archive.open()
}, patience)
afterAll(async () => {
  rmSync(limitsFile, { force: true })
  rmSync(folder, { recursive: true, force: true })
  await archive.close()
  // The image in use has a package of ours, which does nothing: back to the machine's own sources.
  await patch('--first', '0')
  await removeTenant(name)
}, patience)

/** Those of a run of this test that was killed: what they build is carried to its end. */
async function endRuns(): Promise<void> {
  const { runs } = await reeve<PatchesView>('patch', 'list')
  for (const { id, state } of runs) if (!runOver(state)) await reeve('patch', 'cancel', id)
  await until(
    'no run is under way',
    () => reeve<PatchesView>('patch', 'list'),
    (view) => view.runs.every(({ state }) => runOver(state)),
    900,
  )
}

const answers = (site: Site) =>
  until(
    `${site} answers`,
    () => get(hostOf(site)),
    ({ status, body }) => status === 200 && body === `this is ${site}`,
  )
const instance = (site: Site) =>
  engine<{ status: string; config: Record<string, string> }>(`/1.0/instances/${services[site]}?project=${project}`)
const rootOf = async (site: Site) => (await instance(site)).config['volatile.base_image']
const powerOf = async (site: Site) => (await instance(site)).status
const snapshotsOf = (site: Site) =>
  engine<string[]>(`/1.0/storage-pools/reeve-data/volumes/custom/${services[site]}/snapshots?project=${project}`)
const used = async () => (await engine<{ target: string }>(`/1.0/images/aliases/${imageAlias('webserver')}`)).target
const images = async () => (await engine<string[]>('/1.0/images')).toSorted()

/** One of the three runs, one sleeps, one is frozen. */
async function settle(): Promise<void> {
  await answers('busy')
  await answers('frozen')
  await reeve('service', 'sleep', `${name}/frozen`)
  await reeve('service', 'sleep', `${name}/asleep`, '--stop')
  expect(await Promise.all(sites.map(powerOf))).toEqual(['Running', 'Stopped', 'Frozen'])
}

/** A run with our services first, one after another, and no pause, to its end. */
async function patch(...first: string[]): Promise<RunReport> {
  const whose = first.length > 0 ? first : ['--first', '0', '--first-tenant', name]
  const args = [...whose, '--at-once', '1', '--wait', 'never', '--probe', '20s', '--no-follow']
  const { id } = await reeve<RunReport>('patch', 'run', 'webserver', ...args)
  return until(
    'the run is over',
    () => reeve<RunReport>('patch', 'report', id),
    ({ state }) => runOver(state),
    500,
  )
}
const ours = ({ targets }: RunReport) => targets.filter(({ tenantName }) => tenantName === name)

/**
 * Visits one after another until the work is over: how many, which went wrong, and how long the slowest took. Each is a new connection, with a pause
 * after it: from one address the gate takes 2,000 a second, and without pauses a quick machine comes to more.
 */
async function visitedDuring(site: Site, work: () => Promise<unknown>) {
  let over = false
  const seen = { visits: 0, wrong: [] as string[], slowestMs: 0 }
  const visitor = async () => {
    while (!over) {
      const begun = performance.now()
      seen.visits += 1
      const { status, body } = await get(hostOf(site)).catch((error: Error) => ({ status: 0, body: error.message }))
      if (status !== 200 || body !== `this is ${site}`) seen.wrong.push(`${status} ${body.slice(0, 100)}`)
      seen.slowestMs = Math.max(seen.slowestMs, Math.round(performance.now() - begun))
      await pause(5)
    }
  }
  const visitors = [visitor(), visitor()]
  await work().finally(() => {
    over = true
  })
  await Promise.all(visitors)
  return seen
}

test('a newer package is seen, built once, and in all services, which go on with what they were doing', { timeout: patience }, async () => {
  await archive.offer(drill(2, 'exit 0'))
  // A look that began before the archive was there says nothing of it, and one takes minutes on a machine with many old packages.
  await until(
    'the newer package is seen',
    async () => {
      await tryReeve('patch', 'check')
      return reeve<PatchesView>('patch', 'list')
    },
    ({ kinds }) => kinds.some(({ packages }) => packages.some((one) => one.package === 'php-zip' && one.candidate === '99:2')),
    500,
  )
  const before = await used()
  await settle()
  let report: RunReport | undefined
  const seen = await visitedDuring('busy', async () => {
    report = await patch()
  })
  expect(report).toMatchObject({ state: 'done', error: null })
  expect(ours(report as RunReport).map(({ state, error }) => [state, error])).toEqual(sites.map(() => ['patched', null]))
  expect(report?.packages).toContainEqual(expect.objectContaining({ name: 'php-zip', after: '99:2' }))
  expect(await used()).toBe(report?.image)
  expect(await Promise.all(sites.map(rootOf))).toEqual(sites.map(() => report?.image))
  expect(await Promise.all(sites.map(powerOf))).toEqual(['Running', 'Stopped', 'Frozen'])
  expect(await Promise.all(sites.map(snapshotsOf))).toEqual([[], [], []])
  // Nobody needs the image before: no root is from it.
  await expect.poll(images, { timeout: 60_000 }).not.toContain(before)
  const held = ours(report as RunReport).map(({ serviceName, heldMs }) => `${serviceName} ${heldMs} ms`)
  console.info(
    `requests held: ${held.join(', ')}; ${seen.visits} visits, ${seen.wrong.length} failed, the slowest took ${seen.slowestMs} ms`,
  )
  expect(seen.wrong, seen.wrong.join('\n')).toEqual([])
  for (const site of sites) {
    await answers(site)
    expect((await inside(services[site], ['cat', marker], { project })).stdout).toBe('2\n')
  }
})

/** What a bad patch may not change: the answers, the roots, the image in use, the images that are kept. */
async function unharmed(bad: LocalPackage, judge: (report: RunReport) => void): Promise<void> {
  await settle()
  const before = [await Promise.all(sites.map(rootOf)), await used()]
  const kept = await images()
  await archive.offer(bad)
  let report: RunReport | undefined
  const seen = await visitedDuring('busy', async () => {
    report = await patch()
  })
  judge(report as RunReport)
  expect(seen.wrong, seen.wrong.join('\n')).toEqual([])
  expect([await Promise.all(sites.map(rootOf)), await used()]).toEqual(before)
  // What was built is taken away after the run is over.
  await expect.poll(images, { timeout: 60_000 }).toEqual(kept)
  expect(await Promise.all(sites.map(powerOf))).toEqual(['Running', 'Stopped', 'Frozen'])
  expect(await Promise.all(sites.map(snapshotsOf))).toEqual([[], [], []])
  for (const site of sites) await answers(site)
}

const neverBuilt = (words: RegExp) => (report: RunReport) => {
  expect(report).toMatchObject({ state: 'failed', image: null, error: { message: expect.stringMatching(words) } })
  expect(ours(report).map(({ state }) => state)).toEqual(['skipped', 'skipped', 'skipped'])
}

describe('the drill: a bad package leaves every service as it was', { timeout: patience }, () => {
  test('one whose own script fails', async () => {
    await unharmed(drill(3, 'echo broken >&2; exit 1'), neverBuilt(/could not be built: .*php-zip/))
  })

  test('one that breaks the server: the first service goes back, the rest is not touched', async () => {
    await unharmed(drill(5, 'printf "#!/bin/sh\\nexit 1\\n" >/usr/sbin/nginx', 'nginx'), (report) => {
      expect(report.state).toBe('stopped')
      expect(
        ours(report)
          .map(({ state }) => state)
          .toSorted(),
      ).toEqual(['back', 'skipped', 'skipped'])
      expect(ours(report).find(({ state }) => state === 'back')?.error).toMatchObject({
        code: 'no_answer',
        message: expect.stringContaining('former root and its data are back'),
      })
    })
  })

  test('one that fills the disk', async () => {
    writeFileSync(limitsFile, JSON.stringify({ mebibytes: 2500 }))
    await unharmed(drill(6, 'dd if=/dev/zero of=/fill bs=1M count=20000'), neverBuilt(/more than 2500 MiB/))
    rmSync(limitsFile)
  })

  test('one that hangs', async () => {
    writeFileSync(limitsFile, JSON.stringify({ seconds: 90 }))
    await unharmed(drill(4, 'sleep 100000'), neverBuilt(/longer than 90 s/))
    rmSync(limitsFile)
  })

  test('and the next good one is in all services again', async () => {
    await archive.offer(drill(7, 'exit 0'))
    await settle()
    const report = await patch()
    expect(ours(report).map(({ state }) => state)).toEqual(['patched', 'patched', 'patched'])
    for (const site of sites) await answers(site)
  })
})
