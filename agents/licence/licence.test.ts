import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ActionInput, ActionName } from '../../contracts/actions.ts'
import type { Action } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId, projectOf } from '../../contracts/ids.ts'
import { seal } from '../../contracts/seal.ts'
import { type Db, openDatabase } from '../core/database.ts'
import { createJournal, journalMigrations } from '../core/journal.ts'
import { createLog } from '../core/log.ts'
import { createRunner } from '../core/runner.ts'
import { openSealing, type Sealing } from '../core/sealing.ts'
import { enumerateKills, type Killer } from '../core/testing/kills.ts'
import { issuer, licenceOf } from '../core/testing/licences.ts'
import { FakeEngine } from '../engine/fake.ts'
import { createLicence } from './licence.ts'
import { openOwn } from './own.ts'
import { licenceMigrations, openPool } from './pool.ts'
import { createSeats } from './seats.ts'

const log = createLog('licence', 'silent')
const [tenant, shop, blog, licence] = [newId('t'), newId('s'), newId('s'), newId('l')]
const project = projectOf(tenant)
const path = '/etc/reeve/licences/softy'
const image = 'ab'.repeat(32)
const refusal = 'Not for this keep.'

let state: string
let db: Db
let engine: FakeEngine
let sealing: Sealing

async function start(killer?: Killer) {
  sealing = await openSealing(state, refusal)
  const wrap = <T extends object>(part: T): T => killer?.wrap(part) ?? part
  const pool = wrap(openPool(db, state))
  const seats = createSeats(wrap(engine), pool, log)
  const handlers = createLicence({ own: openOwn(state, join(state, 'keys.pem')), pool, seats, sealing })
  return { runner: createRunner('licence', wrap(createJournal(db)), handlers, log), round: seats.round }
}
let agent: Awaited<ReturnType<typeof start>>

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'reeve-licence-'))
  writeFileSync(join(state, 'keys.pem'), issuer.publicKey)
  db = openDatabase(':memory:', [...journalMigrations, ...licenceMigrations])
  engine = new FakeEngine()
  engine.state.images.set('reeve-kind-webserver', image)
  engine.state.projects.set(project, { name: project, description: '', config: {} })
  engine.state.profiles.set(project, { root: { type: 'disk', path: '/', pool: 'reeve-roots' } })
  for (const name of [shop, blog])
    await engine.createInstance(project, { name, imageAlias: 'reeve-kind-webserver', config: {}, devices: {} })
  agent = await start()
})
afterEach(() => {
  db.close()
  rmSync(state, { recursive: true })
})

const actionOf = <N extends ActionName>(name: N, input: ActionInput<N>): Action => ({
  ...{ id: randomUUID(), name, actor: { person: 'root', role: 'administrator' }, issuedAt: 0, expiresAt: 1 },
  input: JSON.parse(JSON.stringify(input)) as Action['input'],
})
const factsOf = (kind = 'webserver') => ({
  service: { tenant, name: 'shop', kind, address: null, ownAddress: null },
  limits: null,
  suspended: false,
})
const run = (action: Action, to = agent, kind?: string) =>
  to.runner.run(action, action.name.startsWith('seat.') ? factsOf(kind) : {}, () => undefined)
const put = async (key: string, more: Partial<ActionInput<'pool.put'>> = {}) =>
  run(
    actionOf('pool.put', {
      ...{ licence, name: 'softy', title: 'Softy', vendor: 'Soft', seats: 2, expires: null, cost: null },
      ...{ sealedKey: await seal(sealing.publicKey, key), ...more },
    }),
  )
const seat = (service: string) => ({ tenant, service, licence, licenceName: 'softy' })
const give = (service = shop, kind?: string) => run(actionOf('seat.give', seat(service)), agent, kind)
const takeBack = (service = shop) => run(actionOf('seat.takeBack', seat(service)))
const fileOf = (service = shop) => engine.state.instances.get(`${project}/${service}`)?.files.get(path)
const keyIn = (service = shop) => fileOf(service)?.content.toString()
const done = { result: {} }

describe('keys in services', () => {
  const newRoot = () => engine.rebuildInstance(project, shop, image)

  test('a key is a file of the service’s own user, and nobody else’s, also while the service sleeps', async () => {
    expect(await put('SECRET-1')).toEqual(done)
    expect(await give()).toEqual(done)
    expect(keyIn()).toBe('SECRET-1')
    expect(fileOf()).toMatchObject({ uid: 1000, gid: 1000, mode: 0o400 })
    expect(keyIn(blog)).toBeUndefined()
    await give(blog, 'postgresql')
    expect(fileOf(blog)).toMatchObject({ uid: 0, gid: 0, mode: 0o400 })
  })

  test('in the keep it is a file that the agent alone can read', async () => {
    await put('SECRET-1')
    expect(readFileSync(join(state, 'keys', licence), 'utf8')).toBe('SECRET-1')
    expect(statSync(join(state, 'keys', licence)).mode & 0o777).toBe(0o600)
    expect(statSync(join(state, 'keys')).mode & 0o777).toBe(0o700)
  })

  test('what was sealed for somebody else is refused, and nothing is kept', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reeve-stranger-'))
    const stranger = await openSealing(folder, refusal)
    const sealedKey = await seal(stranger.publicKey, 'x')
    rmSync(folder, { recursive: true })
    expect(await put('', { sealedKey })).toMatchObject({ error: { code: 'bad_input', message: refusal } })
    expect(readdirSync(join(state, 'keys'))).toEqual([])
    expect(await give()).toMatchObject({ error: { code: 'not_found' } })
  })

  test('it goes when it is taken back', async () => {
    await put('SECRET-1')
    await give()
    expect(await takeBack()).toEqual(done)
    expect(keyIn()).toBeUndefined()
    expect(await takeBack()).toEqual(done)
  })

  test('after a new root it is there again', async () => {
    await put('SECRET-1')
    await give()
    await agent.round()
    await newRoot()
    expect(keyIn()).toBeUndefined()
    await engine.setState(project, shop, 'start')
    await agent.round()
    expect(keyIn()).toBe('SECRET-1')
  })

  test('an agent that begins anew looks everywhere once, and reads nothing again where nothing changed', async () => {
    await put('SECRET-1')
    await give()
    await newRoot()
    agent = await start()
    await agent.round()
    expect(keyIn()).toBe('SECRET-1')
    const read = engine.readFile.bind(engine)
    let reads = 0
    engine.readFile = (...words) => {
      reads += 1
      return read(...words)
    }
    await agent.round()
    expect(reads).toBe(0)
  })

  test('another key reaches all who have the licence', async () => {
    await put('SECRET-1')
    await give()
    await give(blog)
    await put('SECRET-2')
    expect([keyIn(), keyIn(blog)]).toEqual(['SECRET-2', 'SECRET-2'])
    expect(await put('', { sealedKey: null })).toEqual(done)
    expect(keyIn()).toBe('SECRET-2')
  })

  test('what could not be written is not left to come later', async () => {
    await put('SECRET-1')
    engine.full = true
    expect(await give()).toMatchObject({ error: { code: 'storage_full' } })
    engine.full = false
    await agent.round()
    expect(keyIn()).toBeUndefined()
    const gone = newId('s')
    expect(await give(gone)).toMatchObject({ error: { code: 'not_found' } })
    await agent.round()
    expect(await run(actionOf('pool.remove', { licence, licenceName: 'softy' }))).toEqual(done)
    expect(readdirSync(join(state, 'keys'))).toEqual([])
  })

  test('while the engine is away nothing is decided, and a round does it no harm', async () => {
    await put('SECRET-1')
    engine.down = true
    const action = actionOf('seat.give', seat(shop))
    expect(await run(action)).toMatchObject({ error: { code: 'unavailable', retry: true } })
    await agent.round()
    engine.down = false
    expect(await run(action)).toEqual(done)
    expect(keyIn()).toBe('SECRET-1')
    engine.down = true
    const back = actionOf('seat.takeBack', seat(shop))
    expect(await run(back)).toMatchObject({ error: { retry: true } })
    engine.down = false
    // Given up meanwhile: it goes all the same.
    await agent.round()
    expect(keyIn()).toBeUndefined()
  })

  test('a tenant that is gone from the engine keeps no seat from being taken back', async () => {
    await put('SECRET-1')
    await give()
    const closed = async () => {
      throw new ReeveError('forbidden', 'The project is not open.')
    }
    Object.assign(engine, { getInstance: closed, listInstances: closed })
    await agent.round()
    expect(await takeBack()).toEqual(done)
    expect(await give()).toMatchObject({ error: { code: 'not_found' } })
    await agent.round()
    expect(seatsKept()).toBe(0)
  })

  const seatsKept = () => db.prepare('SELECT count(*) FROM seats').pluck().get()
  const others = { give: takeBack, 'take back': give }
  test.each<[keyof typeof others, () => Action, string | undefined, number]>([
    ['give', () => actionOf('seat.give', seat(shop)), 'SECRET-1', 1],
    ['take back', () => actionOf('seat.takeBack', seat(shop)), undefined, 0],
  ])('killed before any effect of %s, the same action ends with the key where it belongs', async (name, wish, key, kept) => {
    await put('SECRET-1')
    const kills = await enumerateKills(async (killer) => {
      await others[name]()
      const action = wish()
      await run(action, await start(killer))
      agent = await start()
      expect(await run(action)).toEqual(done)
      expect([keyIn(), seatsKept()]).toEqual([key, kept])
    })
    expect(kills).toBeGreaterThan(2)
  })

  test('killed while it puts another key away, the same action ends with that key everywhere', async () => {
    await put('SECRET-1')
    await give()
    let number = 1
    await enumerateKills(async (killer) => {
      number += 1
      const sealedKey = await seal(sealing.publicKey, `SECRET-${number}`)
      const input = { licence, name: 'softy', title: 'Softy', vendor: 'Soft', seats: 2, expires: null, cost: null, sealedKey }
      const action = actionOf('pool.put', input)
      await run(action, await start(killer))
      agent = await start()
      expect(await run(action)).toEqual(done)
      await agent.round()
      expect(keyIn()).toBe(`SECRET-${number}`)
    })
  })
})

describe('the installation’s own licence', () => {
  const stored = () => JSON.parse(readFileSync(join(state, 'licence.json'), 'utf8'))
  const install = (number: string) => run(actionOf('licence.install', { file: licenceOf({ number }) }))

  test('is kept as it was signed, with the one before it', async () => {
    expect(await install('A')).toEqual({ result: { number: 'A' } })
    expect(await install('B')).toEqual({ result: { number: 'B' } })
    expect(stored()).toEqual({ current: licenceOf({ number: 'B' }), earlier: licenceOf({ number: 'A' }) })
    expect(await run(actionOf('licence.putBack', { number: 'A' }))).toEqual({ result: { number: 'A' } })
    expect(stored()).toMatchObject({ current: { licence: { number: 'A' } }, earlier: { licence: { number: 'B' } } })
    expect(await run(actionOf('licence.putBack', { number: 'C' }))).toMatchObject({ error: { code: 'conflict' } })
  })

  test('altered it is refused here too', async () => {
    const file = licenceOf()
    file.licence.tenants = 5000
    expect(await run(actionOf('licence.install', { file }))).toMatchObject({ error: { code: 'signature_invalid' } })
    expect(readdirSync(state)).not.toContain('licence.json')
  })
})
