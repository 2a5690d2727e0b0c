import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { program } from './support/engine.ts'
import { api, wakesOf } from './support/gate.ts'
import { until } from './support/http.ts'
import { reeve, removeTenant, site } from './support/site.ts'

const name = 'reach'
const host = 'www.reach.test'
const panel = 'panel.reach.test'
/** Networks for documentation (RFC 5737), on a wire of the test's own. */
const machine = '198.51.100.1'
const client = '198.51.100.7'
const namespace = 'reeve-reach'
let made: Awaited<ReturnType<typeof site>>
let folder: string
/** What the installation listens on is its owner's choice: given back at the end. */
let before: { address?: string; host?: string }

const ip = (...argv: string[]) => program('ip', argv)
const up = (...argv: string[]) => program(process.execPath, [resolve(import.meta.dirname, '../../scripts/up.mjs'), ...argv], '', 200_000)
const curl = (...argv: string[]) => program('ip', ['netns', 'exec', namespace, 'curl', '-sS', '--max-time', '60', ...argv])
const quiet = ['-o', '/dev/null', '-w', '%{http_code}']

/** A client on another machine: a network namespace with one wire to this one. */
beforeAll(async () => {
  await ip('netns', 'del', namespace)
  await ip('netns', 'add', namespace)
  await ip('link', 'add', 'rv-reach', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace)
  await ip('addr', 'add', `${machine}/24`, 'dev', 'rv-reach')
  await ip('link', 'set', 'rv-reach', 'up')
  await ip('-n', namespace, 'addr', 'add', `${client}/24`, 'dev', 'eth0')
  await ip('-n', namespace, 'link', 'set', 'eth0', 'up')
  await ip('-n', namespace, 'route', 'add', 'default', 'via', machine)
  folder = mkdtempSync(join(tmpdir(), 'reeve-reach-'))
  made = await site(name, [host])
  before = (JSON.parse(readFileSync('/var/lib/reeve/state.json', 'utf8')) as { listen: typeof before }).listen
  const { status, stderr } = await up('--address', machine, '--host', panel)
  expect({ status, stderr }).toMatchObject({ status: 0 })
})
afterAll(async () => {
  const { status, stderr } = await up('--address', before.address ?? 'none', '--host', before.host ?? 'none')
  expect({ status, stderr }).toMatchObject({ status: 0 })
  await ip('netns', 'del', namespace)
  await removeTenant(name)
  rmSync(folder, { recursive: true, force: true })
})

test('with --address the gate answers other machines, and knows who asked', async () => {
  await reeve('service', 'sleep', `${name}/www`, '--stop')
  expect(await curl(...quiet, '--resolve', `${host}:80:${machine}`, `http://${host}/`)).toMatchObject({ status: 0, stdout: '200' })
  const [wake] = await until(
    'the wake is told',
    () => wakesOf(made.service),
    (seen) => seen[0]?.source === client,
    30,
  )
  expect(wake?.by).toBe(`host ${host}`)
})

test('with --host the panel is TLS under its name, with a certificate that whoever trusts the gate’s CA accepts', async () => {
  const authority = join(folder, 'ca.pem')
  writeFileSync(authority, (await api.trust.authority.query()).certificate)
  const at = ['--resolve', `${panel}:443:${machine}`, '--resolve', `${panel}:80:${machine}`]
  expect(await curl(...quiet, ...at, '--cacert', authority, `https://${panel}/sign-in`)).toMatchObject({ status: 0, stdout: '200' })
  expect((await curl(...quiet, ...at, `https://${panel}/sign-in`)).status).not.toBe(0)
  const redirected = await curl('-o', '/dev/null', '-w', '%{redirect_url}', ...at, `http://${panel}/tenants`)
  expect(redirected.stdout).toBe(`https://${panel}/tenants`)
  expect(await reeve('status')).toMatchObject({ panel: { url: `https://${panel}` } })
})

test('nothing but the gate’s ports is open on that address', async () => {
  for (const port of [3000, 4000, 7443, 7444, 7445, 8443]) {
    const { status } = await curl('--connect-timeout', '2', '-o', '/dev/null', `http://${machine}:${port}/`)
    expect({ port, status }).not.toMatchObject({ status: 0 })
  }
})
