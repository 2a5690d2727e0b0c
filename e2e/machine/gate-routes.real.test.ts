import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { program } from './support/engine.ts'
import { gate, powerOf, talk, wakesOf } from './support/gate.ts'
import { get, until } from './support/http.ts'
import { makeTenant, reeve, removeTenant, site, tryReeve } from './support/site.ts'

const name = 'gateroutes'
let made: Awaited<ReturnType<typeof site>>

/** What a site's PHP sees of a request. */
const mirror = '<?php header("Content-Type: application/json"); echo json_encode(array_filter($_SERVER, "is_string"));'

beforeAll(async () => {
  made = await site(name, ['www.gateroutes.test'])
  await reeve('domain', 'add', 'gateroutes.test', '--service', `${name}/www`, '--redirect-to', 'www.gateroutes.test')
  const folder = mkdtempSync(join(tmpdir(), 'reeve-gate-'))
  writeFileSync(join(folder, 'index.php'), mirror)
  await reeve('site', 'deploy', '--service', `${name}/www`, folder)
  rmSync(folder, { recursive: true })
})
afterAll(() => removeTenant(name))

describe('who asks for nothing that is here wakes nothing', () => {
  const unknown = [
    'nobody.test',
    'www.gateroutes.test.evil.test',
    'xwww.gateroutes.test',
    '10.87.0.2',
    '10.88.1.1',
    'xn--80ak6aa92e.test',
    'a'.repeat(300),
    '..',
    '*.gateroutes.test',
    '%00.test',
    'www.gateroutes.test@evil.test',
  ]
  test('421 for every unknown name, and the service sleeps on', async () => {
    await reeve('service', 'sleep', `${name}/www`, '--stop')
    const wakes = (await wakesOf(made.service)).length
    for (const host of unknown) expect([400, 421], host).toContain((await get(host)).status)
    const bare = await talk(gate, 80, 'GET / HTTP/1.0\r\n\r\n')
    expect(bare.answer).toMatch(/^HTTP\/1\.[01] 421/)
    const doubled = await talk(gate, 80, 'GET / HTTP/1.1\r\nHost: www.gateroutes.test\r\nHost: nobody.test\r\n\r\n')
    expect(doubled.answer).toMatch(/^HTTP\/1\.1 4/)
    expect(await powerOf(made.tenant, made.service)).toBe('stopped')
    expect(await wakesOf(made.service)).toHaveLength(wakes)
  })

  test('an address or port that no service has is reset', async () => {
    expect((await talk('10.87.31.254', 22)).answer).toBe('ECONNRESET')
    expect((await talk(gate, 22)).answer).toBe('ECONNRESET')
  })
})

test('a name is found however it is written', async () => {
  for (const host of [
    'www.gateroutes.test',
    'WWW.GateRoutes.TEST',
    'www.gateroutes.test.',
    'www.gateroutes.test:80',
    'www.GATEROUTES.test.:8080',
  ]) {
    expect((await get(host)).status, host).toBe(200)
  }
})

test('a redirect keeps the path and the question', async () => {
  const answer = await get('gateroutes.test', '/a/b?c=d')
  expect([answer.status, answer.headers.location]).toEqual([308, 'http://www.gateroutes.test/a/b?c=d'])
})

test('the site learns who really asks, whatever the client claims', async () => {
  const claims = [
    'X-Forwarded-For: 6.6.6.6',
    'X-Real-IP: 6.6.6.6',
    'Forwarded: for=6.6.6.6',
    'X-Forwarded-Proto: https',
    'Proxy: http://evil.test',
  ]
  const argv = ['-sS', '--max-time', '60', '--resolve', `www.gateroutes.test:80:${gate}`, ...claims.flatMap((claim) => ['-H', claim])]
  const { stdout } = await program('curl', [...argv, 'http://www.gateroutes.test/'])
  const seen = JSON.parse(stdout) as Record<string, string>
  expect(seen.HTTP_X_FORWARDED_FOR).not.toContain('6.6.6.6')
  expect(seen.HTTP_X_FORWARDED_PROTO).toBe('http')
  expect(seen).not.toHaveProperty('HTTP_PROXY')
  expect(stdout).not.toContain('6.6.6.6')
})

test('a name belongs to one tenant: the other one is told, and gets nothing', async () => {
  const rival = 'gaterival'
  await removeTenant(rival)
  await makeTenant(rival)
  const outcome = await tryReeve(
    'service',
    'create',
    '--tenant',
    rival,
    '--kind',
    'webserver',
    '--name',
    'www',
    '--domain',
    'www.gateroutes.test',
  )
  await removeTenant(rival)
  expect(outcome.status).not.toBe(0)
  expect(outcome.stderr).toContain('conflict')
  expect((await get('www.gateroutes.test')).status).toBe(200)
})

test('a name that two tenants ask for at once goes to one of them; the other one is told, and gets nothing', async () => {
  const raced = 'raced.gateroutes.test'
  const rivals = ['gaterace-one', 'gaterace-two']
  for (const rival of rivals) await removeTenant(rival)
  for (const rival of rivals) await makeTenant(rival)
  try {
    const ask = (rival: string) =>
      tryReeve('service', 'create', '--tenant', rival, '--kind', 'webserver', '--name', 'www', '--domain', raced)
    const outcomes = await Promise.all(rivals.map(ask))
    const [loser, ...more] = rivals.filter((_, index) => outcomes[index]?.status !== 0)
    expect(more).toEqual([])
    const lost = outcomes.find(({ status }) => status !== 0)
    expect(lost?.stderr).toMatch(/^conflict: /)
    expect(await reeve('service', 'list', '--tenant', loser ?? '')).toEqual([])
    expect((await get(raced)).status).toBe(200)
  } finally {
    for (const rival of rivals) await removeTenant(rival)
  }
})

test('a suspended tenant’s site says so and does not wake; afterwards it is back', async () => {
  await reeve('tenant', 'suspend', name)
  const page = await until(
    'the page of a suspended site',
    () => get('www.gateroutes.test'),
    ({ status }) => status === 503,
    30,
  )
  expect(page.body).toContain('suspended')
  expect(page.headers['retry-after']).toBeDefined()
  await reeve('service', 'sleep', `${name}/www`, '--stop').catch(() => undefined)
  expect((await get('www.gateroutes.test')).status).toBe(503)
  await reeve('tenant', 'resume', name)
  await until(
    'the site again',
    () => get('www.gateroutes.test'),
    ({ status }) => status === 200,
    60,
  )
})
