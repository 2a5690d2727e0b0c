import { describe, expect, it, test } from 'vitest'
import { judge } from './judge.ts'
import type { Records } from './records.ts'
import { limits, resources, serviceWish, tenantWish } from './testing/keep.ts'
import {
  acme,
  anna,
  annasKey,
  asked,
  berta,
  byAnna,
  byOwner,
  cold,
  deletion,
  deploy,
  enrol,
  firewallWish,
  fresh,
  frozen,
  handOver,
  keyOf,
  member,
  now,
  other,
  owner,
  type Row,
  records,
  routes,
  routesWish,
  row,
  rules,
  shop,
  shopWish,
  system,
  tenant,
  tenantEnd,
  verdictOf,
} from './testing/records.ts'

const seller = { person: berta, role: 'reseller' as const }
const resold: Partial<Records> = { tenant: (id) => tenant(id, 'acme', { reseller: berta }) }

describe('the judge accepts what the keep’s own records allow', () => {
  it.each<[string, Row]>([
    ['a new tenant', row('tenant.apply', tenantWish(fresh, 'fresh'))],
    [
      'a tenant changed by an administrator of the list',
      row('tenant.apply', tenantWish(acme, 'acme', { generation: 6 }), { actor: { person: anna, role: 'administrator' } }),
    ],
    ['as many rules as the plan has', row('firewall.tenant', firewallWish(acme, 50), { actor: owner })],
    ['rules once more, by the backend', row('firewall.tenant', firewallWish(acme, 1), { actor: system })],
    ['a word for rules of one’s own', row('firewall.confirm', { tenant: acme, set: null, generation: 1 }, { actor: owner })],
    ['a new service', row('service.apply', serviceWish(acme, other, 'other'), { actor: owner })],
    ['a reseller’s new tenant', row('tenant.apply', tenantWish(fresh, 'fresh', { reseller: berta }), { actor: seller })],
    [
      'a reseller’s own tenant',
      row('tenant.apply', tenantWish(acme, 'acme', { generation: 6, reseller: berta }), { actor: seller, more: resold }),
    ],
    ['a service of a reseller’s own tenant', row('service.apply', serviceWish(acme, other, 'other'), { actor: seller, more: resold })],
    ['a member who configures', row('service.apply', shopWish({}), { actor: { person: berta, role: 'member' } })],
    [
      'support that looks',
      row('support.view', { tenant: acme, name: 'acme', reason: 'ticket 4711', until: 1 }, { actor: { person: berta, role: 'support' } }),
    ],
    ['an owner who hands over with a key of the tenant', row('tenant.handOver', handOver, { actor: owner, approval: byOwner })],
    ['the same generation again', row('service.apply', shopWish({ generation: 5 }), { actor: owner })],
    ['the backend repeating a wish', row('service.apply', shopWish({ generation: 5 }), { actor: system })],
    [
      'a service that shrinks under a plan that shrank',
      row('service.apply', shopWish({}), { more: { tenant: (id) => tenant(id, 'acme', { limits: { ...limits, memoryMiB: 128 } }) } }),
    ],
    [
      'a service at the rate that its plan allows',
      row('service.apply', shopWish({ resources: { ...resources, networkMbps: 100 } }), {
        more: { tenant: (id) => tenant(id, 'acme', { limits: { ...limits, networkMbps: 100 } }) },
      }),
    ],
    [
      'a service from before its plan had rates',
      row('service.apply', shopWish({}), { more: { tenant: (id) => tenant(id, 'acme', { limits: { ...limits, ioMiBps: 10 } }) } }),
    ],
    [
      'deleting what rarely deletes, however much others delete',
      row(
        'files.delete',
        { tenant: acme, service: shop, path: 'a' },
        { more: { countSince: (_, __, of) => (of === undefined ? 5000 : 9) } },
      ),
    ],
    [
      'revoking a key for everything, however much others delete',
      row(
        'authenticator.revoke',
        { authenticator: annasKey, person: anna, personName: 'Anna', label: 'Laptop', tenant: null, tenantName: null },
        { approval: byAnna, more: { countSince: (_, __, of) => (of === undefined ? 5000 : of === null ? 0 : 100) } },
      ),
    ],
    [
      'writing many files',
      row('files.write', { tenant: acme, service: shop, path: 'a', content: '' }, { more: { countSince: () => 199 } }),
    ],
    ['changes while too much is new', row('service.apply', shopWish({}), { more: { newSince: () => ({ tenants: 100, services: 100 }) } })],
    ['a deployment by a member', row('site.deploy', deploy, { actor: member })],
    [
      'routes of own names and new ones',
      row('routes.apply', routesWish(acme, routes(shop, 'www.acme.test', ['acmedb'])), { actor: owner }),
    ],
    ['a name that the tenant itself gave up just now', row('routes.apply', routesWish(acme, routes(shop, 'mine.test')), { actor: owner })],
    ['a name that another tenant gave up a day ago', row('routes.apply', routesWish(acme, routes(shop, 'rested.test')), { actor: owner })],
    ['reading in a suspended tenant', row('files.list', { tenant: frozen, service: cold, path: '' }, { actor: member })],
    ['deleting a service, approved by an administrator', row('service.delete', deletion, { actor: owner, approval: byAnna })],
    ['deleting a service, approved by its tenant’s owner', row('service.delete', deletion, { actor: owner, approval: byOwner })],
    ['deleting a tenant, approved', row('tenant.delete', tenantEnd, { approval: byAnna })],
    [
      'an owner’s first key, approved by an administrator',
      row('authenticator.enrol', { ...enrol, tenant: acme, tenantName: 'acme' }, { actor: owner, approval: byAnna }),
    ],
    ['a second key of an administrator', row('authenticator.enrol', { ...enrol, person: anna }, { approval: byAnna })],
    [
      'the first key, by the secret',
      row('authenticator.enrol', { ...enrol, secret: 'right' }, { actor: { person: berta, role: 'administrator' } }),
    ],
    ['a new administrator', row('administrator.add', { person: berta, email: 'berta@example.org', name: 'Berta' }, { approval: byAnna })],
    [
      'a key that does not count',
      row('tenant.delete', tenantEnd, {
        approval: { ...byAnna, counter: 0 },
        more: { authenticator: () => ({ ...keyOf(annasKey, null), counter: 0 }) },
      }),
    ],
  ])('%s', (_, given) => {
    expect(verdictOf(given)).toBe('accept')
  })
})

test.each([
  [resources.diskMiB, 'accept'],
  [resources.diskMiB + 1, 'conflict'],
])('a restore onto %d MiB of disk', (diskMiB, verdict) => {
  const of = { tenant: acme, service: shop, name: 'shop', tenantName: 'acme', kind: 'webserver' }
  const wish = { ...of, backup: 'abcdef01', at: 1, repository: 'local', diskMiB }
  expect(verdictOf(row('backup.restore', wish, { actor: owner, approval: byOwner })).split(':')[0]).toBe(verdict)
})

describe('time and repetition', () => {
  const given = row('service.wake', { tenant: acme, service: shop })
  const at = (issued: number, life: number, time: number) => {
    const question = asked(given, issued)
    question.parsed.action.expiresAt = issued + life
    const verdict = judge(question, records(), rules, time)
    return verdict.kind === 'refuse' ? verdict.fault.code : verdict.kind
  }
  it.each([
    ['just made', now, 60_000, now, 'accept'],
    ['made by a clock that is a little ahead', now + 59_000, 60_000, now, 'accept'],
    ['made by a clock that is far ahead', now + 61_000, 60_000, now, 'expired'],
    ['just over, within the skew', now - 119_000, 60_000, now, 'accept'],
    ['long over', now - 121_000, 60_000, now, 'expired'],
    ['living too long', now, 900_001, now, 'expired'],
    ['ending before it begins', now, -1, now, 'expired'],
  ])('%s', (_, issued, life, time, verdict) => {
    expect(at(issued, life, time)).toBe(verdict)
  })

  it('gives the stored answer for the same bytes, also when they are long over', () => {
    const stored = { result: { done: true } }
    const known = records({ known: () => ({ digest: 'digest', answer: stored }) })
    expect(judge(asked(given), known, rules, now)).toEqual({ kind: 'known', answer: stored })
    expect(judge(asked(given), known, rules, now + 10 ** 9)).toEqual({ kind: 'known', answer: stored })
  })

  it('refuses other bytes under a known id', () => {
    const verdict = judge(asked(given), records({ known: () => ({ digest: 'another', answer: null }) }), rules, now)
    expect(verdict).toMatchObject({ kind: 'refuse', fault: { code: 'replay_mismatch' } })
  })

  it('looks at the signature before anything else, and only counts what has a wrong one', () => {
    const known = records({ known: () => ({ digest: 'digest', answer: { result: {} } }) })
    const verdict = judge({ ...asked(given), signed: false }, known, rules, now)
    expect(verdict).toMatchObject({ kind: 'refuse', counted: true, fault: { code: 'signature_invalid' } })
  })
})
