import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { ActionInput, ActionName } from '../../contracts/actions.ts'
import type { Action } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { checkResult, mostListed } from '../../contracts/patches.ts'
import { type Db, openDatabase } from '../core/database.ts'
import { createJournal, journalMigrations } from '../core/journal.ts'
import { createLog } from '../core/log.ts'
import { createRunner } from '../core/runner.ts'
import { FakeHost } from '../core/testing/host.ts'
import { enumerateKills, type Killer } from '../core/testing/kills.ts'
import { counted, patchHandlers } from './handler.ts'

function ground() {
  const host = new FakeHost()
  host.installed.set('openssl', '3.0.1').set('curl', '7.1')
  host.candidates.set('openssl', { version: '3.0.2', security: true, cves: ['CVE-2026-1'] }).set('nginx', { version: '1.3' })
  host.addImage('webserver', { nginx: '1.2', openssl: '3.0.1' })
  const db: Db = openDatabase(':memory:', journalMigrations)
  const agent = (killer?: Killer) => {
    const wrap = <T extends object>(part: T): T => killer?.wrap(part) ?? part
    return createRunner('patch', wrap(createJournal(db)), patchHandlers(wrap(host)), createLog('test', 'silent'))
  }
  return { host, agent, run: (action: Action) => agent().run(action, {}, () => undefined) }
}
const action = <N extends ActionName>(name: N, input: ActionInput<N>): Action => ({
  id: randomUUID(),
  name,
  actor: { person: 'root', role: 'administrator' },
  issuedAt: 0,
  expiresAt: 1,
  input: JSON.parse(JSON.stringify(input)) as Action['input'],
})

describe('looking for updates', () => {
  test('tells what is outdated on the host and in the image of each kind, security first', async () => {
    const { run } = ground()
    const answer = await run(action('patch.check', { kinds: ['webserver'] }))
    const result = checkResult.parse('result' in answer ? answer.result : answer)
    expect(result.host).toMatchObject({ updates: 1, security: 1, packages: [{ package: 'openssl', cves: ['CVE-2026-1'] }] })
    expect(result.kinds).toMatchObject([
      { kind: 'webserver', updates: 2, security: 1, packages: [{ package: 'openssl' }, { package: 'nginx' }] },
    ])
  })

  test('tells what lies in the checkout, and nothing of it where it cannot be read', async () => {
    const { host, run } = ground()
    host.code = { version: '0.2.0', differs: true }
    expect(await run(action('patch.check', { kinds: [] }))).toMatchObject({
      result: { host: { code: { version: '0.2.0', differs: true } } },
    })
    const ask = host.ask.bind(host)
    host.ask = async (id, verb, ...rest) => {
      if (verb === 'code.state') throw new ReeveError('not_found', 'There is no such verb.')
      return ask(id, verb, ...rest)
    }
    expect(await run(action('patch.check', { kinds: [] }))).toMatchObject({ result: { host: { code: null, updates: 1 } } })
  })

  test('a kind without an image is told so', async () => {
    const { run } = ground()
    expect(await run(action('patch.check', { kinds: ['ssh'] }))).toMatchObject({
      result: { kinds: [{ kind: 'ssh', image: null, updates: 0 }] },
    })
  })

  test('a host agent that is away is asked again', async () => {
    const { host, run } = ground()
    host.away = 1
    expect(await run(action('patch.check', { kinds: [] }))).toMatchObject({ error: { code: 'unavailable', retry: true } })
  })

  test('more packages than anybody reads are counted and not listed', () => {
    const many = Array.from({ length: 600 }, (_, index) => ({
      ...{ package: `p${index}`, installed: '1', candidate: '2', cves: [], origin: 'Debian' },
      security: index > 590,
    }))
    const { updates, security, packages } = counted(many)
    expect([updates, security, packages.length]).toEqual([600, 9, mostListed])
    expect(packages.slice(0, 9).every((one) => one.security)).toBe(true)
  })
})

test('one build, however often it is asked for by the same id, and whenever the agent is killed', async () => {
  await enumerateKills(async (killer) => {
    const { host, agent, run } = ground()
    const build = action('patch.build', { kind: 'webserver' })
    await agent(killer).run(build, {}, () => undefined)
    const answer = await run(build)
    expect(answer).toMatchObject({ result: { difference: [{ name: 'nginx', before: '1.2', after: '1.3' }, { name: 'openssl' }] } })
    expect(host.images.get('webserver')).toHaveLength(2)
  })
})

test('an image is used, and the one before dropped', async () => {
  const { host, run } = ground()
  const built = await run(action('patch.build', { kind: 'webserver' }))
  const image = 'result' in built ? String(built.result.fingerprint) : ''
  const old = host.images.get('webserver')?.[0]?.fingerprint ?? ''
  expect(await run(action('patch.drop', { image: old }))).toMatchObject({ error: { code: 'conflict' } })
  expect(await run(action('patch.use', { kind: 'webserver', image }))).toEqual({ result: { changed: true, before: old } })
  expect(await run(action('patch.drop', { image: old }))).toEqual({ result: { changed: true } })
})

test('packages of the host are installed in exact versions, and the versions before come back', async () => {
  const { host, run } = ground()
  const installed = await run(action('patch.host', { packages: [{ name: 'openssl', version: '3.0.2' }] }))
  expect(installed).toMatchObject({ result: { outcome: 'installed', kept: [{ name: 'openssl', version: '3.0.1' }] } })
  await run(action('patch.restore', { packages: [{ name: 'openssl', version: '3.0.1' }] }))
  expect(host.installed.get('openssl')).toBe('3.0.1')
})
