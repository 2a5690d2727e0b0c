import { afterEach, describe, expect, it } from 'vitest'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import type { ProgressLine } from '../../contracts/progress.ts'
import type { Answer } from '../core/answers.ts'
import type { AgentClient } from '../core/socket-client.ts'
import { actionOf, createPopulatedKeep, outcomeOf, quietAgents, serviceWish, signed, tenantWish } from './testing/keep.ts'

type Keep = Awaited<ReturnType<typeof createPopulatedKeep>>
let keep: Keep | undefined
afterEach(() => {
  keep?.close()
  keep = undefined
})

/** A keep one of whose agents does what `act` says once `armed`. */
async function keepWith(act: AgentClient['act'], name: 'services' | 'backup' | 'patch' = 'services') {
  const { agents, sent } = quietAgents()
  const state = { armed: false }
  const agent: AgentClient = {
    ...agents[name],
    act: (action, facts, follow) => (state.armed ? act : agents[name].act)(action, facts, follow),
  }
  const made = await createPopulatedKeep({ agents: { ...agents, [name]: agent } })
  keep = made
  state.armed = true
  return { ...made, sent }
}

const retry = (code: 'unavailable' | 'timeout'): Answer => ({ error: { code, message: 'Later.', retry: true, refused: false } })

describe('an accepted action', () => {
  it('is sent again with the same id until the agent answers', async () => {
    const seen: string[] = []
    const it = await keepWith(async (action) => {
      seen.push(action.id)
      if (seen.length < 3) throw new ReeveError('unavailable', 'Dead.')
      return seen.length < 5 ? retry('timeout') : { result: { address: '10.88.1.9', ownAddress: null, ports: [] } }
    })
    const action = actionOf('service.apply', serviceWish(it.acme, it.shop, 'shop', { generation: 2 }))
    const lines: ProgressLine[] = []
    expect(outcomeOf(await it.door.ask(signed(action), (line) => lines.push(line)))).toBe('done')
    expect(seen).toEqual(Array(5).fill(action.id))
    expect(lines.at(-1)?.progress.text).toContain('Trying again')
    expect(it.door.owners.service(it.shop)?.address).toBe('10.88.1.9')
  })

  it('that only reads is given up when its time is over', async () => {
    const it = await keepWith(async () => {
      it.clock.now += 200_000
      return retry('unavailable')
    })
    const answer = await it.ask('service.logs', { tenant: it.acme, service: it.shop, lines: 10 })
    expect(answer).toMatchObject({ error: { code: 'unavailable', retry: false, refused: false } })
  })

  it('that only reads is not sent again when it took too long: a VPS that hangs would hang again', async () => {
    let tries = 0
    const it = await keepWith(async () => {
      tries += 1
      return retry('timeout')
    })
    const answer = await it.ask('files.list', { tenant: it.acme, service: it.shop, path: '' })
    expect(answer).toMatchObject({ error: { code: 'timeout', retry: false } })
    expect(tries).toBe(1)
  })

  it('leaves room for other tenants, however many of one tenant hang', async () => {
    const hung: (() => void)[] = []
    const it = await keepWith(async (action) => {
      if (action.input.tenant === it.acme) await new Promise<void>((resolve) => hung.push(resolve))
      return { result: {} }
    })
    const answers = Array.from({ length: 20 }, () => it.ask('files.list', { tenant: it.acme, service: it.shop, path: '' }))
    await expect.poll(() => hung).toHaveLength(8)
    expect(outcomeOf(await it.ask('files.list', { tenant: it.rival, service: it.blog, path: '' }))).toBe('done')
    expect(hung).toHaveLength(8)
    let ended = 0
    const all = Promise.all(answers).then((list) => {
      ended = list.length
    })
    await expect
      .poll(() => {
        for (const end of hung) end()
        return ended
      })
      .toBe(20)
    await all
  })

  it('that makes a service while its tenant is suspended goes once more, and leaves it suspended', async () => {
    const seen: unknown[] = []
    const ids: string[] = []
    const it = await keepWith(async (action, facts) => {
      seen.push(facts.suspended)
      ids.push(action.id)
      if (seen.length === 1) await it.ask('tenant.apply', tenantWish(it.acme, 'acme', { generation: 2, suspended: true }))
      return { result: { address: '10.88.1.1', ownAddress: null, ports: [] } }
    })
    expect(outcomeOf(await it.ask('service.apply', serviceWish(it.acme, it.shop, 'shop', { generation: 2 })))).toBe('done')
    expect(seen).toEqual([false, true])
    expect(new Set(ids).size).toBe(2)
  })

  const places = (change: object) => ({ address: '10.88.1.1', ownAddress: null, ports: [{ name: 'http', port: 80 }], ...change })
  it.each<[string, object]>([
    ['the gate', places({ address: '10.88.0.1' })],
    ['another zone', places({ address: '10.87.11.3' })],
    ['no address', places({ address: 'localhost' })],
    ['the address of another service', places({ address: '10.88.1.2' })],
    ['an own address of another network', places({ ownAddress: '10.88.1.7' })],
    ['a port that there is not', places({ ports: [{ name: 'http', port: 0 }] })],
    ['nothing', {}],
  ])('whose agent answers with %s has failed, and the keep keeps what it knew', async (_, result) => {
    const it = await keepWith(async () => ({ result: result as Record<string, never> }))
    const envelope = signed(actionOf('service.apply', serviceWish(it.acme, it.shop, 'shop', { generation: 2 })))
    for (const _again of [1, 2]) {
      expect(await it.door.ask(envelope, () => undefined)).toMatchObject({ error: { code: 'internal', retry: false, refused: false } })
    }
    expect(it.door.owners.service(it.shop)?.address).toBe('10.88.1.1')
    expect(it.door.ledger.before(10 ** 9, 1, null)[0]?.kind).toBe('failed')
  })

  it('that reads a whole file leaves nothing of it in the keep; asked again it reads again', async () => {
    let reads = 0
    const it = await keepWith(async () => {
      reads += 1
      return { result: { content: 'QUFB'.repeat(100_000) } }
    })
    const envelope = signed(actionOf('files.read', { tenant: it.acme, service: it.shop, path: 'a' }))
    for (const count of [1, 2]) {
      expect(outcomeOf(await it.door.ask(envelope, () => undefined))).toBe('done')
      expect(reads).toBe(count)
    }
    const size = it.db.prepare<[], number>('SELECT max(length(answer)) FROM actions').pluck().get()
    expect(size).toBeLessThan(5000)
  })

  it('that leads to a wanted state is not given up while the engine is away, but when it takes too long', async () => {
    let tries = 0
    const it = await keepWith(async () => {
      it.clock.now += 400_000
      tries += 1
      return retry(tries < 9 ? 'unavailable' : 'timeout')
    })
    const answer = await it.ask('service.apply', serviceWish(it.acme, it.shop, 'shop', { generation: 2 }))
    expect(answer).toMatchObject({ error: { code: 'timeout', retry: false } })
    expect(tries).toBe(9)
  })

  it('that takes hours is not given up half-way, whatever does not answer, until its tenant is being deleted', async () => {
    let [tries, deleting] = [0, false]
    const it = await keepWith(async () => {
      it.clock.now += 400_000
      tries += 1
      if (tries === 9) {
        void it.approve('tenant.delete', { tenant: it.acme, generation: 2, name: 'acme', title: 'The acme' }).then(() => {
          deleting = true
        })
        await expect.poll(() => it.door.owners.tenant(it.acme)?.deleting).toBe(true)
      }
      return retry(tries % 2 === 0 ? 'unavailable' : 'timeout')
    }, 'backup')
    const answer = await it.ask('backup.revert', { tenant: it.acme, service: it.shop })
    expect(answer).toMatchObject({ error: { code: 'timeout', retry: false } })
    expect(tries).toBe(9)
    await expect.poll(() => deleting).toBe(true)
  })

  it.each<['unavailable' | 'timeout', number]>([
    ['unavailable', 10],
    ['timeout', 2],
  ])('that takes hours and is nobody’s ends when its agent says "%s" for too long: no deletion would end it', async (code, most) => {
    let tries = 0
    const it = await keepWith(async () => {
      it.clock.now += 400_000
      tries += 1
      return tries > 20 ? { result: {} } : retry(code)
    }, 'patch')
    const answer = await it.approve('patch.host', { packages: [{ name: 'openssl', version: '3.0.15-1' }] })
    expect(answer).toMatchObject({ error: { code, retry: false } })
    expect(tries).toBe(most)
  })

  it('is followed by everybody who asks with its id', async () => {
    let finish: (answer: Answer) => void = () => undefined
    let tell: ((line: ProgressLine) => void) | undefined
    const it = await keepWith((_action, _facts, follow) => {
      tell = follow
      return new Promise((resolve) => {
        finish = resolve
      })
    })
    const envelope = signed(actionOf('site.rollback', { tenant: it.acme, service: it.shop }))
    const [one, two]: ProgressLine[][] = [[], []]
    const first = it.door.ask(envelope, (line) => one?.push(line))
    await expect.poll(() => tell).toBeDefined()
    tell?.({ progress: { step: 1, of: 2, text: 'first' } })
    const second = it.door.ask(envelope, (line) => two?.push(line))
    await expect.poll(() => two).toHaveLength(1)
    tell?.({ progress: { step: 2, of: 2, text: 'second' } })
    finish({ result: { well: true } })
    expect(await first).toEqual({ result: { well: true } })
    expect(await second).toEqual({ result: { well: true } })
    expect(one?.map((line) => line.progress.text)).toEqual(['first', 'second'])
    expect(two?.map((line) => line.progress.text)).toEqual(['first', 'second'])
  })

  it('waits for an earlier one of the same service, and not for one of another service', async () => {
    const order: string[] = []
    const finish = new Map<string, () => void>()
    const it = await keepWith((action) => {
      order.push(action.id)
      return new Promise((resolve) =>
        finish.set(action.id, () =>
          resolve({ result: { address: action.id === other.id ? '10.88.1.3' : '10.88.1.1', ownAddress: null, ports: [] } }),
        ),
      )
    })
    const first = actionOf('service.apply', serviceWish(it.acme, it.shop, 'shop', { generation: 2 }))
    const same = actionOf('service.apply', serviceWish(it.acme, it.shop, 'shop', { generation: 3 }))
    const other = actionOf('service.apply', serviceWish(it.acme, newId('s'), 'other'))
    const answers = [first, same, other].map((action) => it.door.ask(signed(action), () => undefined))
    await expect.poll(() => order).toEqual([first.id, other.id])
    finish.get(first.id)?.()
    await expect.poll(() => order).toEqual([first.id, other.id, same.id])
    for (const each of [same, other]) finish.get(each.id)?.()
    expect((await Promise.all(answers)).map(outcomeOf)).toEqual(['done', 'done', 'done'])
  })

  it('carries what the keep itself knows, and nothing of the backend', async () => {
    const facts: unknown[] = []
    const it = await keepWith(async (_action, known) => {
      facts.push(known)
      return { result: {} }
    })
    await it.ask('tenant.apply', tenantWish(it.acme, 'acme', { generation: 2, suspended: true }))
    await it.ask('service.logs', { tenant: it.acme, service: it.shop, lines: 1 })
    const { limits, name, kind } = { limits: it.door.owners.tenant(it.acme)?.limits, name: 'shop', kind: 'webserver' }
    expect(facts).toEqual([{ service: { tenant: it.acme, name, kind, address: '10.88.1.1', ownAddress: null }, limits, suspended: true }])
  })

  it('that fails for good stays failed under its id, and the object can be deleted again', async () => {
    const it = await keepWith(async () => ({ error: { code: 'start_failed', message: 'No.', retry: false, refused: false } }))
    const wish = { tenant: it.acme, service: it.shop, generation: 2, name: 'shop', tenantName: 'acme', kind: 'webserver' }
    expect(outcomeOf(await it.approve('service.delete', wish))).toBe('start_failed')
    expect(it.door.owners.service(it.shop)?.deleting).toBe(false)
    expect(outcomeOf(await it.approve('service.delete', { ...wish, generation: 3 }))).toBe('start_failed')
    expect(it.door.ledger.before(10 ** 9, 1, null)[0]).toMatchObject({ kind: 'failed', detail: 'start_failed: No.' })
  })
})

describe('a tenant that goes', () => {
  it('takes its routes, services and certificates with it, under one approval', async () => {
    keep = await createPopulatedKeep()
    const it = keep
    const certificate = newId('c')
    await it.ask('routes.apply', { tenant: it.acme, generation: 4, suspended: false, services: [] })
    await it.ask('certificate.put', { tenant: it.acme, certificate, names: ['www.acme.test'] as never, chain: '', sealedKey: 'AA' })
    const rules = { plan: newId('n'), rules: [], sets: [], guard: false }
    await it.ask('firewall.tenant', { tenant: it.acme, generation: 7, ...rules })
    const before = it.sent.length
    expect(outcomeOf(await it.approve('tenant.delete', { tenant: it.acme, generation: 2, name: 'acme', title: 'The acme' }))).toBe('done')
    const sent = it.sent.slice(before)
    expect(sent.map(({ name, input }) => [name, input.generation])).toEqual([
      ['routes.apply', 5],
      ['firewall.tenant', 8],
      ['service.delete', 2],
      ['certificate.delete', undefined],
      ['tenant.delete', 2],
    ])
    expect(new Set(sent.map((action) => action.id)).size).toBe(5)
    expect(it.door.owners.tenant(it.acme)).toBeUndefined()
    expect(it.door.owners.certificateOwner(certificate)).toBeUndefined()
    expect(it.door.owners.tenant(it.rival)?.name).toBe('rival')
    const told = it.door.ledger.after(0, 100, it.acme).slice(-5)
    expect(told.map(({ kind, name, action }) => [kind, name, action])).toEqual(sent.map(({ name, id }) => ['done', name, id]))
  })
})
