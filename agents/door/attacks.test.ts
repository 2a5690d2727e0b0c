import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../contracts/canonical.ts'
import { newId } from '../../contracts/ids.ts'
import { approveWith } from '../../contracts/software-authenticator.ts'
import {
  actionOf,
  createPopulatedKeep,
  enrolment,
  limits,
  newKey,
  outcomeOf,
  root,
  serviceWish,
  signed,
  tenantWish,
} from './testing/keep.ts'

// The attacker holds the backend's signing key and its certificate: every action below is signed well, unless told otherwise.
let keep: Awaited<ReturnType<typeof createPopulatedKeep>>
beforeEach(async () => {
  keep = await createPopulatedKeep({ destructivePerHour: 8 })
})
afterEach(() => keep.close())

const silent = () => undefined
const deletion = () => ({ tenant: keep.acme, service: keep.shop, generation: 2, name: 'shop', tenantName: 'acme', kind: 'webserver' })
const tenantEnd = () => ({ tenant: keep.acme, generation: 2, name: 'acme', title: 'The acme' })
const sentNames = () => keep.sent.slice(4).map((action) => action.name)

describe('a holder of the backend’s key cannot do critical things', () => {
  it('without an approval', async () => {
    const person = newId('p')
    expect(outcomeOf(await keep.ask('tenant.delete', tenantEnd()))).toBe('approval_needed')
    expect(outcomeOf(await keep.ask('service.delete', deletion()))).toBe('approval_needed')
    expect(outcomeOf(await keep.ask('administrator.add', { person, email: 'e@example.org', name: 'Eve' }))).toBe('approval_needed')
    expect(outcomeOf(await keep.ask('authenticator.enrol', enrolment(await newKey(), 'root', null, null)))).toBe('approval_needed')
    expect(
      outcomeOf(
        await keep.ask('authenticator.revoke', {
          authenticator: keep.rootKey.authenticator,
          person: 'root',
          personName: 'Somebody',
          label: 'A key',
          tenant: null,
          tenantName: null,
        }),
      ),
    ).toBe('approval_needed')
    expect(sentNames()).toEqual([])
    expect(keep.door.trust.list().administrators).toEqual([])
  })

  it('with an approval by a key that nobody enrolled', async () => {
    expect(outcomeOf(await keep.approve('tenant.delete', tenantEnd(), await newKey()))).toBe('approval_invalid')
  })

  it('with a key of its own under the name of an enrolled one', async () => {
    const forged = { ...(await newKey()), credential: keep.rootKey.credential }
    expect(outcomeOf(await keep.approve('tenant.delete', tenantEnd(), forged))).toBe('approval_invalid')
  })

  it('with an approval that was given for another action', async () => {
    const shown = actionOf('service.delete', deletion())
    const approval = await approveWith(keep.rootKey, shown)
    const hidden = actionOf('tenant.delete', tenantEnd())
    expect(outcomeOf(await keep.door.ask(signed(hidden, approval), silent))).toBe('approval_invalid')
    expect(outcomeOf(await keep.door.ask(signed({ ...hidden, id: shown.id }, approval), silent))).toBe('approval_invalid')
    expect(outcomeOf(await keep.door.ask(signed({ ...shown, expiresAt: shown.expiresAt + 1 }, approval), silent))).toBe('approval_invalid')
    expect(sentNames()).toEqual([])
  })

  it('twice with one approval', async () => {
    const action = actionOf('service.delete', deletion())
    const approval = await approveWith(keep.rootKey, action)
    expect(outcomeOf(await keep.door.ask(signed(action, approval), silent))).toBe('done')
    expect(outcomeOf(await keep.ask('service.apply', serviceWish(keep.acme, keep.shop, 'shop', { generation: 3 })))).toBe('done')
    expect(outcomeOf(await keep.door.ask(signed(action, approval), silent))).toBe('done')
    expect(sentNames()).toEqual(['service.delete', 'service.apply'])
    expect(keep.door.owners.service(keep.shop)?.name).toBe('shop')
  })

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another relying party', { rpId: 'evil.example' }],
  ])('with an approval that a person gave to %s', async (_, site) => {
    expect(outcomeOf(await keep.approve('tenant.delete', tenantEnd(), { ...keep.rootKey, ...site }))).toBe('approval_invalid')
  })

  it('with an approval by a person who was only present, not verified', async () => {
    const action = actionOf('tenant.delete', tenantEnd())
    const approval = await approveWith(keep.rootKey, action)
    const data = Buffer.from(approval.authenticatorData, 'base64url')
    data[32] = 0x01
    const tampered = { ...approval, authenticatorData: data.toString('base64url') }
    expect(outcomeOf(await keep.door.ask(signed(action, tampered), silent))).toBe('approval_invalid')
  })

  it.each(['', '!!', 'AAAA', Buffer.alloc(3000).toString('base64url')])('with rubbish for an approval (%#)', async (rubbish) => {
    const action = actionOf('tenant.delete', tenantEnd())
    const approval = { credential: keep.rootKey.credential, authenticatorData: rubbish, clientDataJSON: rubbish, signature: rubbish }
    expect(outcomeOf(await keep.door.ask(signed(action, approval), silent))).toBe('approval_invalid')
  })

  it('with the key of a foreign tenant’s owner', async () => {
    const key = await newKey()
    const person = newId('p')
    expect(outcomeOf(await keep.approve('authenticator.enrol', enrolment(key, person, keep.rival, null, 'rival')))).toBe('done')
    expect(outcomeOf(await keep.approve('service.delete', deletion(), key))).toBe('approval_invalid')
    expect(
      outcomeOf(await keep.approve('tenant.delete', { ...tenantEnd(), tenant: keep.rival, name: 'rival', title: 'The rival' }, key)),
    ).toBe('approval_invalid')
    const own = { tenant: keep.rival, service: keep.blog, generation: 2, name: 'blog', tenantName: 'rival', kind: 'webserver' }
    expect(outcomeOf(await keep.approve('service.delete', own, key, { person, role: 'owner' }))).toBe('done')
  })

  it('with a key that was revoked, or whose administrator was removed', async () => {
    const [key, person] = [await newKey(), newId('p')]
    const who = { person, email: 'anna@example.org', name: 'Anna' }
    expect(outcomeOf(await keep.approve('administrator.add', who))).toBe('done')
    expect(outcomeOf(await keep.approve('authenticator.enrol', enrolment(key, person, null, null)))).toBe('done')
    const tenantKey = await newKey()
    expect(outcomeOf(await keep.approve('authenticator.enrol', enrolment(tenantKey, person, keep.acme, null, 'acme')))).toBe('done')
    expect(outcomeOf(await keep.approve('administrator.remove', who))).toBe('done')
    expect(outcomeOf(await keep.approve('tenant.delete', tenantEnd(), key))).toBe('approval_invalid')
    // As the words of the removal say: none of this person's keys approves anything.
    expect(outcomeOf(await keep.approve('service.delete', deletion(), tenantKey))).toBe('approval_invalid')
    expect(
      outcomeOf(await keep.ask('tenant.apply', tenantWish(keep.acme, 'acme', { generation: 2 }), { person, role: 'administrator' })),
    ).toBe('forbidden')
  })
})

describe('the secret of the terminal', () => {
  const withSecret = async (secret: string) => {
    const person = newId('p')
    return keep.ask('authenticator.enrol', enrolment(await newKey(), person, null, secret), { person, role: 'administrator' })
  }

  it('enrols one key and makes its person an administrator, once', async () => {
    keep.showSecret('fresh')
    const [key, person] = [await newKey(), newId('p')]
    const anna = { person, role: 'administrator' as const }
    expect(outcomeOf(await keep.ask('authenticator.enrol', enrolment(key, person, null, 'fresh'), anna))).toBe('done')
    expect(keep.door.trust.list().administrators).toMatchObject([{ person, email: null, name: 'Somebody' }])
    expect(outcomeOf(await keep.approve('tenant.delete', tenantEnd(), key, anna))).toBe('done')
    expect(outcomeOf(await withSecret('fresh'))).toBe('approval_invalid')
  })

  it('is not good again when its file comes back', async () => {
    keep.showSecret('first')
    expect(outcomeOf(await withSecret('first'))).toBe('approval_invalid')
  })

  it('stays good however many wrong ones come, from whomever', async () => {
    keep.showSecret('fresh')
    const owner = { person: newId('p'), role: 'owner' as const }
    for (let count = 0; count < 20; count += 1) {
      expect(outcomeOf(await withSecret(`guess ${count}`))).toBe('approval_invalid')
      const foreign = enrolment(await newKey(), owner.person, keep.rival, `guess ${count}`, 'rival')
      expect(outcomeOf(await keep.ask('authenticator.enrol', foreign, owner))).toBe('forbidden')
    }
    expect(outcomeOf(await withSecret('fresh'))).toBe('done')
  })
})

describe('a holder of the backend’s key stays inside the keep’s own limits', () => {
  it('over the ceiling and over the plan', async () => {
    const vast = { ...limits, cpus: 60, memoryMiB: 1_000_000 }
    expect(outcomeOf(await keep.ask('tenant.apply', tenantWish(keep.acme, 'acme', { generation: 2, limits: vast })))).toBe('over_limit')
    const greedy = serviceWish(keep.acme, newId('s'), 'greedy', { resources: { cpus: 8, memoryMiB: 256, diskMiB: 1024, processes: 64 } })
    expect(outcomeOf(await keep.ask('service.apply', greedy))).toBe('over_limit')
  })

  it('by asking for everything at the same time', async () => {
    const wishes = ['one', 'two', 'three', 'four'].map((name) => serviceWish(keep.acme, newId('s'), name))
    const outcomes = await Promise.all(wishes.map((wish) => keep.ask('service.apply', wish)))
    expect(outcomes.map(outcomeOf).sort()).toEqual(['done', 'done', 'over_limit', 'over_limit'])
  })

  it('by counting on to the end, so that no later wish is newer', async () => {
    const at = (generation: number) => keep.ask('service.apply', serviceWish(keep.acme, keep.shop, 'shop', { generation }))
    expect(outcomeOf(await at(Number.MAX_SAFE_INTEGER))).toBe('bad_input')
    expect(outcomeOf(await at(1_000_000))).toBe('done')
    // Who lost count by that learns where the keep is.
    expect(await at(2)).toMatchObject({ error: { code: 'stale_generation', generation: 1_000_000 } })
    expect(outcomeOf(await at(1_000_001))).toBe('done')
  })

  it('by a storm of deletions', async () => {
    const outcomes: string[] = []
    for (let count = 0; count < 12; count += 1) {
      outcomes.push(outcomeOf(await keep.ask('files.delete', { tenant: keep.acme, service: keep.shop, path: `f${count}` })))
    }
    expect(outcomes).toEqual([...Array(8).fill('done'), ...Array(4).fill('rate_limited')])
    keep.clock.now += 3_600_001
    expect(outcomeOf(await keep.ask('files.delete', { tenant: keep.acme, service: keep.shop, path: 'f' }))).toBe('done')
  })

  it('by deploying what was uploaded for a service of another tenant, or for another service', async () => {
    const [upload, sha256] = [newId('u'), 'a'.repeat(64)]
    const second = newId('s')
    await keep.ask('service.apply', serviceWish(keep.acme, second, 'second'))
    keep.uploads.set(upload, { bytes: 100, sha256, tenant: keep.rival, service: keep.blog })
    const deploy = (tenant: string, service: string) =>
      keep.ask('site.deploy', { tenant, service, upload, sha256, bytes: 100, format: 'zip' }).then(outcomeOf)
    expect(await deploy(keep.acme, keep.shop)).toBe('not_found')
    keep.uploads.set(upload, { bytes: 100, sha256, tenant: keep.acme, service: keep.shop })
    expect(await deploy(keep.acme, second)).toBe('not_found')
    expect(await deploy(keep.acme, keep.shop)).toBe('done')
  })

  it('by making tenants and services without end', async () => {
    const outcomes: string[] = []
    for (const name of ['one', 'two', 'three', 'four']) {
      outcomes.push(outcomeOf(await keep.ask('tenant.apply', tenantWish(newId('t'), name))))
    }
    expect(outcomes).toEqual(['done', 'done', 'done', 'rate_limited'])
    keep.clock.now += 3_600_001
    expect(outcomeOf(await keep.ask('tenant.apply', tenantWish(newId('t'), 'five')))).toBe('done')
  })

  it('by writing over files without end', async () => {
    const write = (count: number) => keep.ask('files.write', { tenant: keep.acme, service: keep.shop, path: `f${count}`, content: '' })
    for (let count = 0; count < 80; count += 1) expect(outcomeOf(await write(count))).toBe('done')
    expect(outcomeOf(await write(80))).toBe('rate_limited')
    expect(outcomeOf(await keep.ask('files.delete', { tenant: keep.acme, service: keep.shop, path: 'f' }))).toBe('done')
  })

  const routing = (tenant: string, service: string | undefined, generation: number) => {
    const hosts = [{ name: 'www.acme.test', redirectTo: null, tls: 'own' }]
    const services = service === undefined ? [] : [{ service, hosts, databases: [] }]
    return keep.ask('routes.apply', { tenant, generation, suspended: false, services: services as never }).then(outcomeOf)
  }

  it('by moving names of another tenant to itself', async () => {
    expect(await routing(keep.acme, keep.shop, 1)).toBe('done')
    expect(await routing(keep.rival, keep.blog, 1)).toBe('conflict')
    expect(await routing(keep.acme, undefined, 2)).toBe('done')
    expect(await routing(keep.rival, keep.blog, 2)).toBe('conflict')
    // Whoever had it takes it back at once, and it rests anew after that.
    expect(await routing(keep.acme, keep.shop, 3)).toBe('done')
    keep.clock.now += 25 * 3_600_000
    expect(await routing(keep.rival, keep.blog, 3)).toBe('conflict')
    expect(await routing(keep.acme, undefined, 4)).toBe('done')
    keep.clock.now += 23 * 3_600_000
    expect(await routing(keep.rival, keep.blog, 4)).toBe('conflict')
    keep.clock.now += 3_600_000
    expect(await routing(keep.rival, keep.blog, 5)).toBe('done')
  })

  it.each(['before', 'after'])('but an approved deletion frees a name, with the routes taken away %s it', async (when) => {
    expect(await routing(keep.acme, keep.shop, 1)).toBe('done')
    if (when === 'before') expect(await routing(keep.acme, undefined, 2)).toBe('done')
    expect(outcomeOf(await keep.approve('service.delete', deletion()))).toBe('done')
    // The gate still sends requests there until the routes go.
    if (when === 'after') expect(await routing(keep.rival, keep.blog, 1)).toBe('conflict')
    if (when === 'after') expect(await routing(keep.acme, undefined, 2)).toBe('done')
    expect(await routing(keep.rival, keep.blog, 2)).toBe('done')
  })

  it('but the approved end of a tenant frees its names', async () => {
    expect(await routing(keep.acme, keep.shop, 1)).toBe('done')
    expect(outcomeOf(await keep.approve('tenant.delete', tenantEnd()))).toBe('done')
    expect(await routing(keep.rival, keep.blog, 1)).toBe('done')
  })
})

describe('what is not signed, not canonical or not in the vocabulary', () => {
  it('is refused and only counted when the signature is not the backend’s', async () => {
    const other = generateKeyPairSync('ed25519').privateKey
    const before = (await keep.door.ledger.verify()).entries
    const forged = signed(actionOf('service.wake', { tenant: keep.acme, service: keep.shop }), null, other)
    for (let count = 0; count < 50; count += 1) expect(outcomeOf(await keep.door.ask(forged, silent))).toBe('signature_invalid')
    expect(outcomeOf(await keep.door.ask({ ...forged, signature: '' }, silent))).toBe('signature_invalid')
    expect((await keep.door.ledger.verify()).entries).toBe(before)
    expect((await keep.door.ledger.verify()).unwritten).toEqual({ signature_invalid: 51 })
  })

  it('fits no other action: one changed field and the signature is wrong', async () => {
    const envelope = signed(actionOf('service.wake', { tenant: keep.acme, service: keep.shop }))
    const changed = { ...envelope, action: { ...envelope.action, input: { tenant: keep.rival, service: keep.blog } } }
    expect(outcomeOf(await keep.door.ask(changed, silent))).toBe('signature_invalid')
  })

  const wake = (change: (action: Record<string, unknown>) => unknown): unknown => {
    const action = change({ ...actionOf('service.wake', { tenant: keep.acme, service: keep.shop }) })
    return signed(action as never)
  }
  it.each<[string, (action: Record<string, unknown>) => unknown]>([
    ['an unknown action', (action) => ({ ...action, name: 'host.run' })],
    ['a name of the prototype', (action) => ({ ...action, name: 'constructor' })],
    ['a name in capitals', (action) => ({ ...action, name: 'SERVICE.WAKE' })],
    ['a field too many in the input', (action) => ({ ...action, input: { ...(action.input as object), force: true } })],
    ['a field too many in the action', (action) => ({ ...action, approved: true })],
    [
      '__proto__ in the input',
      (action) => ({ ...action, input: JSON.parse(`{"__proto__": {"x": 1}, "tenant": "${keep.acme}", "service": "${keep.shop}"}`) }),
    ],
    [
      '__proto__ in a configuration',
      (action) => ({
        ...action,
        name: 'service.apply',
        input: { ...serviceWish(keep.acme, keep.shop, 'shop'), config: JSON.parse('{"__proto__": {"x": 1}}') },
      }),
    ],
    ['an id in full-width letters', (action) => ({ ...action, input: { tenant: keep.acme.replace('t', 'ｔ'), service: keep.shop } })],
    ['an id with a line feed', (action) => ({ ...action, input: { tenant: `${keep.acme}\n`, service: keep.shop } })],
    [
      'a title that the schema would trim',
      (action) => ({ ...action, name: 'tenant.apply', input: tenantWish(keep.acme, 'acme', { title: ' Acme ' }) }),
    ],
    [
      'a host name that the schema would lower',
      (action) => ({
        ...action,
        name: 'routes.apply',
        input: {
          tenant: keep.acme,
          generation: 1,
          suspended: false,
          services: [{ service: keep.shop, hosts: [{ name: 'WWW.acme.test', redirectTo: null, tls: 'own' }], databases: [] }],
        },
      }),
    ],
    [
      'a title that turns its direction',
      (action) => ({ ...action, name: 'tenant.apply', input: tenantWish(keep.acme, 'acme', { title: 'a\u202eb' }) }),
    ],
    ['a role that there is not', (action) => ({ ...action, actor: { person: 'root', role: 'god' } })],
    ['an id that is none', (action) => ({ ...action, id: '1' })],
  ])('is refused: %s', async (_, change) => {
    expect(outcomeOf(await keep.door.ask(wake(change), silent))).toBe('bad_input')
    expect(sentNames()).toEqual([])
  })

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['text', 'service.wake'],
    ['no action', { action: null, signature: '', approval: null }],
    ['depth', JSON.parse(`${'[{"a":'.repeat(5000)}1${'}]'.repeat(5000)}`)],
    ['depth in the input', { action: { input: JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`) }, signature: '', approval: null }],
  ])('is refused: %s', async (_, raw) => {
    expect(outcomeOf(await keep.door.ask(raw, silent))).toBe('bad_input')
  })

  it('means what its last duplicate says, to the signature and to the agent alike', async () => {
    const action = actionOf('service.wake', { tenant: keep.acme, service: keep.shop })
    const { signature } = signed(action)
    const text = canonicalJson(action).replace('"input":{', `"input":{"service":"${keep.blog}",`)
    expect(outcomeOf(await keep.door.ask({ action: JSON.parse(text), signature, approval: null }, silent))).toBe('done')
    expect(keep.sent.at(-1)?.input).toEqual({ tenant: keep.acme, service: keep.shop })
  })

  it('keeps one answer per id', async () => {
    const action = actionOf('service.wake', { tenant: keep.acme, service: keep.shop }, root)
    await keep.door.ask(signed(action), silent)
    await keep.door.ask(signed(action), silent)
    expect(sentNames()).toEqual(['service.wake'])
    const other = { ...action, input: { tenant: keep.rival, service: keep.blog } }
    expect(outcomeOf(await keep.door.ask(signed(other), silent))).toBe('replay_mismatch')
  })
})
