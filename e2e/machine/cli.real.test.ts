/** The command line as root types it, against the installation: what it prints, its exit status, and what is true on the machine afterwards. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import { paths, uplink6 } from '../../contracts/zones.ts'
import { engine, program } from './support/engine.ts'
import { get, until } from './support/http.ts'
import { approving, marker, reeve, removeTenant, tryReeve } from './support/site.ts'

const tenant = 'cli-story'
const host = `www.${tenant}.test`
const service = `${tenant}/www`
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-cli-story-'))
  await removeTenant(tenant)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await removeTenant(tenant)
})

const instanceState = async (id: string, instance: string): Promise<string> =>
  (await engine<{ status: string }>(`/1.0/instances/${instance}?project=${projectOf(id)}`)).status

test('the command is in the PATH and says where everything is', async () => {
  const { status, stdout } = await program('reeve', ['status', '--json'])
  expect(status).toBe(0)
  const { panel, gate, zones } = JSON.parse(stdout)
  expect(zones).toEqual(
    ['panel', 'backend', 'keep', 'vault', 'gate', 'host'].map((zone) => ({ zone, state: 'up', detail: expect.any(String) })),
  )
  const authority = expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  expect(gate).toEqual({ address: '10.87.0.2', address6: uplink6.gate, http: 'http://10.87.0.2', https: 'https://10.87.0.2', authority })
  expect(new URL(panel.url).protocol).toMatch(/^https?:$/)
})

test('the local socket is for root alone', async () => {
  expect(statSync(paths.cliSocket).mode & 0o777).toBe(0o600)
  const cli = resolve(import.meta.dirname, '../../dist/reeve/main.js')
  const copy = join(folder, 'main.mjs')
  writeFileSync(copy, await program('cat', [cli]).then(({ stdout }) => stdout), { mode: 0o644 })
  await program('chmod', ['0755', folder])
  const { status, stderr } = await program('setpriv', [
    '--reuid=65534',
    '--regid=65534',
    '--clear-groups',
    process.execPath,
    copy,
    'status',
  ])
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^forbidden: /) })
})

test('a website from nothing to its first answer, asleep and awake again', async () => {
  const made = await reeve<{ id: string }>('tenant', 'create', tenant, '--title', marker)
  const words = ['service', 'create', '--tenant', tenant, '--kind', 'webserver', '--name', 'www', '--domain', host]
  const { id } = await reeve<{ id: string }>(...words)

  const site = join(folder, 'site')
  mkdirSync(join(site, 'deep'), { recursive: true })
  writeFileSync(join(site, 'index.php'), '<?php echo 6 * 7;')
  writeFileSync(join(site, 'deep', 'page.html'), 'deep down')
  await reeve('site', 'deploy', '--service', service, site)
  expect(await get(host)).toMatchObject({ status: 200, body: '42' })
  expect(await get(host, '/deep/page.html')).toMatchObject({ status: 200, body: 'deep down' })

  await reeve('service', 'sleep', service, '--stop')
  expect(await instanceState(made.id, id)).toBe('Stopped')
  expect(await get(host)).toMatchObject({ status: 200, body: '42' })
  expect(await instanceState(made.id, id)).toBe('Running')
  const woken = await until(
    'the wake in the records',
    () => reeve<{ power: string; wakes: { from: string; by: string }[] }>('service', 'show', service),
    ({ power, wakes }) => power === 'running' && wakes.length > 0,
  )
  expect(woken.wakes[0]).toMatchObject({ from: 'stopped', by: `host ${host}` })

  await until(
    'sleep, once the last connection has ended',
    () => tryReeve('service', 'sleep', service),
    ({ status }) => status === 0,
  )
  expect(await instanceState(made.id, id)).toBe('Frozen')
  await reeve('service', 'wake', service)
  expect(await instanceState(made.id, id)).toBe('Running')
  expect((await reeve<{ lines: string[] }>('service', 'logs', service, '--lines', '20')).lines.length).toBeGreaterThan(0)
})

test('a suspended tenant answers 503, a resumed one answers again', async () => {
  await reeve('tenant', 'suspend', tenant)
  expect((await get(host)).status).toBe(503)
  await reeve('tenant', 'resume', tenant)
  expect((await get(host)).status).toBe(200)
})

test('deleting waits without a key, says its words with one, and leaves nothing in the engine', async () => {
  const waiting = await tryReeve('service', 'delete', service)
  expect({ status: waiting.status, stderr: waiting.stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^approval_needed: /) })
  expect((await get(host)).status).toBe(200)

  const { id } = await reeve<{ id: string }>('tenant', 'show', tenant)
  const deleted = await tryReeve('service', 'delete', service, ...approving)
  expect(deleted.stderr).toContain(`Approving: Delete the service www of ${tenant}. `)
  expect(deleted.status).toBe(0)
  expect(await engine(`/1.0/instances?project=${projectOf(id)}`)).toEqual([])
  expect((await get(host)).status).toBe(421)
  await reeve('tenant', 'delete', tenant, ...approving)
  expect(await engine<string[]>('/1.0/projects')).not.toContain(`/1.0/projects/${projectOf(id)}`)
})

test('wrong usage is status 2, an unknown name status 1, each with a code', async () => {
  expect(await tryReeve('service', 'create')).toMatchObject({ status: 2, stderr: expect.stringMatching(/^bad_input: /) })
  expect(await tryReeve('tenant', 'show', 'nobody-here')).toMatchObject({ status: 1, stderr: expect.stringMatching(/^not_found: /) })
})

test('the demo comes, answers, and goes without a trace', async () => {
  const names = async () => (await reeve<{ name: string }[]>('tenant', 'list')).map(({ name }) => name)
  const demo = ['initech', 'globex']
  const before = (await names()).filter((name) => demo.includes(name))
  if (before.length > 0)
    throw new Error(`This test needs the tenant names ${before.join(', ')}, which are taken. Remove a demo with: reeve demo --remove`)
  const made = await tryReeve('demo', '--json')
  expect(made.status, made.stderr).toBe(0)
  expect((await get('www.initech.test')).body).toContain('paper jam')
  expect((await get('www.globex.test', '/time.php')).body).toContain('Answered by PHP')
  // Root's own key approves what the demo itself has made.
  const removed = await tryReeve('demo', '--remove')
  expect(removed.status, removed.stderr).toBe(0)
  expect((await names()).filter((name) => demo.includes(name))).toEqual([])
  expect((await get('www.initech.test')).status).toBe(421)
})
