import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import { bridges, uplink6 } from '../../contracts/zones.ts'
import { inside, processOf, program } from './support/engine.ts'
import { gate, talk } from './support/gate.ts'
import { get, until } from './support/http.ts'
import { reeve, removeTenant, site, tryReeve } from './support/site.ts'

const name = 'walled'
const host = 'www.walled.test'
const comment = 'Made by a test of Reeve'
/** Where the gate sees the machine's own requests come from. */
const machine = bridges.uplink.host
let made: Awaited<ReturnType<typeof site>>
let folder: string

interface Rule {
  id: string
  comment: string
}
const add = (...argv: string[]) => reeve<Rule>('firewall', 'rule', 'add', '--comment', comment, '--keep', ...argv)
async function removeGlobalRules(): Promise<void> {
  const { layers } = await reeve<{ layers: { rules: Rule[] | null }[] }>('firewall', 'rule', 'list')
  for (const { id } of layers.flatMap(({ rules }) => rules ?? []).filter((rule) => rule.comment === comment))
    await tryReeve('firewall', 'rule', 'remove', id, '--keep')
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-firewall-'))
  await removeGlobalRules()
  made = await site(name, [host])
})
afterAll(async () => {
  await removeGlobalRules()
  await removeTenant(name)
  rmSync(folder, { recursive: true, force: true })
})

test('a source is kept from one website, and only from that: 403, counted and told with its rule', async () => {
  const rule = await add('--tenant', name, '--verdict', 'deny', '--direction', 'in', '--remote', machine)
  await until(
    'the website closed',
    () => get(host),
    ({ status }) => status === 403,
  )
  expect((await get('localhost')).status).not.toBe(403)
  const log = await reeve<{ hits: { rule: string; packets: number }[]; lost: { rule: string; source: string }[] }>(
    'firewall',
    'log',
    '--tenant',
    name,
  )
  expect(log.hits.find((hit) => hit.rule === rule.id)?.packets).toBeGreaterThan(0)
  expect(log.lost).toContainEqual(expect.objectContaining({ rule: rule.id, source: machine }))
  expect(await reeve('firewall', 'test', machine, '--service', `${name}/www`)).toMatchObject({ verdict: 'deny', rule: { id: rule.id } })
  await reeve('firewall', 'rule', 'remove', rule.id, '--tenant', name)
  await until(
    'the website open',
    () => get(host),
    ({ status }) => status === 200,
  )
})

test('rules of a file are added together and hold; a file with a line that is none adds nothing', async () => {
  const file = join(folder, 'rules.txt')
  const lines = [`deny in ${machine} # of a file`, `allow in ${machine} tcp 81 # of a file`]
  const take = () => tryReeve('firewall', 'rule', 'import', file, '--tenant', name, '--keep')
  const ours = async () => {
    const { layers } = await reeve<{ layers: { rules: Rule[] | null }[] }>('firewall', 'rule', 'list', '--tenant', name)
    return layers.flatMap(({ rules }) => rules ?? []).filter((rule) => rule.comment === 'of a file')
  }
  writeFileSync(file, [...lines, 'permit all'].join('\n'))
  expect((await take()).stderr).toContain('One line is no rule. Nothing was added.')
  expect(await ours()).toEqual([])
  writeFileSync(file, lines.join('\n'))
  expect((await take()).status).toBe(0)
  expect(await ours()).toHaveLength(2)
  await until(
    'the website closed',
    () => get(host),
    ({ status }) => status === 403,
  )
  for (const { id } of await ours()) await reeve('firewall', 'rule', 'remove', id, '--tenant', name)
  await until(
    'the website open',
    () => get(host),
    ({ status }) => status === 200,
  )
})

test('a global rule closes a port for everybody: nothing is answered', async () => {
  expect((await talk(gate, 5432)).answer).toBe('closed')
  await add('--verdict', 'deny', '--direction', 'in', '--protocol', 'tcp', '--port', '5432', '--remote', machine)
  const silent = await program('timeout', ['3', 'bash', '-c', `exec 3<>/dev/tcp/${gate}/5432`])
  expect(silent.status).toBe(124)
  await removeGlobalRules()
})

/** The real client over IPv6: the status, or 0 when nothing comes. */
async function getBySix(): Promise<number> {
  const words = ['-s', '-o', '/dev/null', '-m', '3', '-w', '%{http_code}', '-H', `Host: ${host}`, `http://[${uplink6.gate}]/`]
  return Number((await program('curl', words)).stdout)
}

test('a site answers by IPv6, and rules about sources of IPv6 hold there: of the tenant with 403, global ones with silence', async () => {
  await until('the site by IPv6', getBySix, (status) => status === 200)
  const network = uplink6.prefix
  const own = await add('--tenant', name, '--verdict', 'deny', '--direction', 'in', '--remote', network)
  await until('the site closed by IPv6', getBySix, (status) => status === 403)
  expect((await get(host)).status).toBe(200)
  expect(await reeve('firewall', 'test', uplink6.host, '--service', `${name}/www`)).toMatchObject({ verdict: 'deny', rule: { id: own.id } })
  const { lost } = await reeve<{ lost: { rule: string; source: string }[] }>('firewall', 'log', '--tenant', name)
  expect(lost).toContainEqual(expect.objectContaining({ rule: own.id, source: uplink6.host }))
  await reeve('firewall', 'rule', 'remove', own.id, '--tenant', name)
  await until('the site open by IPv6', getBySix, (status) => status === 200)

  await add('--verdict', 'deny', '--direction', 'in', '--protocol', 'tcp', '--port', '80', '--remote', network)
  expect(await getBySix()).toBe(0)
  expect((await get(host)).status).toBe(200)
  await removeGlobalRules()
  expect(await getBySix()).toBe(200)
})

test('clients that say nothing where databases are found are let go after seconds, and the gate goes on', async () => {
  const sslRequest = Buffer.from('0000000804d2162f', 'hex')
  const running = async () => (await inside('gate', ['pidof', 'haproxy'])).stdout
  const before = await running()
  const begun = Date.now()
  const [quiet, asking] = await Promise.all([talk(gate, 5432), talk(gate, 5432, sslRequest)])
  expect([quiet.answer, asking.answer]).toEqual(['closed', 'N'])
  expect(Date.now() - begun).toBeGreaterThan(3000)
  await new Promise((resolve) => (asking.socket.closed ? resolve(undefined) : asking.socket.once('close', resolve)))
  expect(await running()).toBe(before)
})

test.each([[[]], [['keep', 'gate']], [['gate', 'applier']], [['keep', 'gate', 'gate', 'applier']]])(
  'whoever locks himself out is let in again within 30 seconds, also when these are killed meanwhile: %j',
  { timeout: 180_000 },
  async (victims) => {
    expect((await get(host)).status).toBe(200)
    const begun = Date.now()
    const change = tryReeve('firewall', 'rule', 'add', '--comment', comment, '--verdict', 'deny', '--direction', 'in', '--remote', machine)
    const open = () =>
      get(host, '/', 1000).then(
        () => true,
        () => false,
      )
    await until('being locked out', open, (seen) => !seen, 20)
    for (let at = 0; at < victims.length; at += 2) await inside(victims[at] ?? '', ['s6-svc', '-k', `/etc/s6/services/${victims[at + 1]}`])
    await until('the way back', open, (seen) => seen, 60)
    expect(Date.now() - begun).toBeLessThan(45_000)
    expect(await change).toMatchObject({ status: 1, stderr: expect.stringContaining('Nobody confirmed the change in time') })
    expect(JSON.stringify(await reeve('firewall', 'rule', 'list'))).not.toContain(comment)
  },
)

test('the watchdog alone lets one in again: neither agent nor applier run', { timeout: 180_000 }, async () => {
  const stop = (zone: string, service: string, how: string) => inside(zone, ['s6-svc', how, `/etc/s6/services/${service}`])
  const change = tryReeve('firewall', 'rule', 'add', '--comment', comment, '--verdict', 'deny', '--direction', 'in', '--remote', machine)
  const open = () =>
    get(host, '/', 1000).then(
      () => true,
      () => false,
    )
  try {
    await until('being locked out', open, (seen) => !seen, 20)
    await stop('keep', 'gate', '-d')
    await stop('gate', 'applier', '-d')
    await until('the way back', open, (seen) => seen, 60)
  } finally {
    await stop('gate', 'applier', '-u')
    await stop('keep', 'gate', '-u')
  }
  expect((await change).status).toBe(1)
})

test('a service reaches the outside only where rules let it, and this machine never', { timeout: 180_000 }, async () => {
  const [outside, wire, far] = ['198.51.100.9', 'rv-wall', 'reeve-wall']
  const ip = (...argv: string[]) => program('ip', argv)
  await ip('netns', 'del', far)
  await ip('netns', 'add', far)
  await ip('link', 'add', wire, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', far)
  await ip('addr', 'add', '198.51.100.1/24', 'dev', wire)
  await ip('link', 'set', wire, 'up')
  await ip('-n', far, 'addr', 'add', `${outside}/24`, 'dev', 'eth0')
  await ip('-n', far, 'link', 'set', 'eth0', 'up')
  await ip('-n', far, 'route', 'add', 'default', 'via', '198.51.100.1')
  const script = join(folder, 'server.cjs')
  writeFileSync(script, "require('node:http').createServer((_, response) => response.end('far away')).listen(8080)\n")
  const server = spawn('ip', ['netns', 'exec', far, process.execPath, script], { stdio: 'ignore' })
  try {
    await reeve('service', 'wake', made.service)
    const vps = await processOf(made.service, projectOf(made.tenant))
    const ask = (address: string) =>
      program('nsenter', ['-t', String(vps), '-n', 'curl', '-sS', '--max-time', '3', `http://${address}:8080/`])
    expect((await ask(outside)).status).not.toBe(0)
    const rule = await add('--tenant', name, '--verdict', 'allow', '--direction', 'out', '--protocol', 'tcp', '--port', '8080')
    await until(
      'the way out',
      () => ask(outside),
      ({ stdout }) => stdout === 'far away',
      20,
    )
    // Open by the rule, and closed all the same.
    for (const own of [machine, '198.51.100.1', gate, '10.88.0.1']) expect((await ask(own)).status, own).not.toBe(0)
    await reeve('firewall', 'rule', 'remove', rule.id, '--tenant', name)
    await until(
      'the way closed',
      () => ask(outside),
      ({ status }) => status !== 0,
      20,
    )
  } finally {
    server.kill('SIGKILL')
    await ip('netns', 'del', far)
  }
})
