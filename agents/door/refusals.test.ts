import { describe, expect, it } from 'vitest'
import { maxCertificates } from '../../contracts/limits.ts'
import type { Records } from './records.ts'
import { ceiling, limits, resources, serviceWish, tenantWish } from './testing/keep.ts'
import {
  acme,
  anna,
  annasKey,
  berta,
  blog,
  byAnna,
  byOwner,
  certificateWish,
  cold,
  deletion,
  deploy,
  doomed,
  ending,
  enrol,
  firewallWish,
  foreignCertificate,
  fresh,
  frozen,
  handOver,
  member,
  now,
  other,
  owner,
  type Row,
  routes,
  routesWish,
  row,
  service,
  sha256,
  shop,
  shopWish,
  system,
  tenant,
  tenantEnd,
  verdictOf,
} from './testing/records.ts'

const file = { tenant: acme, service: shop, path: 'a' }
const made: Partial<Records> = { newSince: () => ({ tenants: 3, services: 5 }) }
/** Deletions within the hour: by the one who asks, and by all. */
const counts = ({ mine, all }: { mine: number; all: number }): Partial<Records> => ({
  countSince: (sort, _since, of) => (sort !== 'destructive' ? 0 : of === undefined ? all : mine),
})
const full = () => Array.from({ length: maxCertificates }, (_, index) => `c${index}`)

describe('the judge refuses', () => {
  it.each<[string, string, Row]>([
    [
      'an administrator who is not in the keep’s list',
      'forbidden',
      row('tenant.apply', tenantWish(fresh, 'fresh'), { actor: { person: berta, role: 'administrator' } }),
    ],
    ['an owner who makes tenants', 'forbidden', row('tenant.apply', tenantWish(fresh, 'fresh'), { actor: owner })],
    ['a member who makes services', 'forbidden', row('service.apply', serviceWish(acme, other, 'other'), { actor: member })],
    [
      'support that wakes',
      'forbidden',
      row('service.wake', { tenant: acme, service: shop }, { actor: { person: berta, role: 'support' } }),
    ],
    [
      'support under another name of the tenant',
      'conflict',
      row('support.view', { tenant: acme, name: 'rival', reason: 'ticket 4711', until: 1 }, { actor: { person: berta, role: 'support' } }),
    ],
    [
      'an owner who looks as support',
      'forbidden',
      row('support.view', { tenant: acme, name: 'acme', reason: 'ticket 4711', until: 1 }, { actor: owner }),
    ],
    [
      'a hand-over under another title',
      'conflict',
      row('tenant.handOver', { ...handOver, title: 'Acme' }, { actor: owner, approval: byOwner }),
    ],
    [
      'root as an owner',
      'forbidden',
      row('service.apply', serviceWish(acme, other, 'other'), { actor: { person: 'root', role: 'owner' } }),
    ],
    ['the backend itself waking', 'forbidden', row('service.wake', { tenant: acme, service: shop }, { actor: system })],
    ['the backend itself deleting', 'forbidden', row('service.delete', deletion, { actor: system, approval: byAnna })],
    [
      'an owner who enrols a key for everything',
      'forbidden',
      row('authenticator.enrol', { ...enrol, person: anna }, { actor: owner, approval: byAnna }),
    ],
    ['a key for everything for somebody who is no administrator', 'forbidden', row('authenticator.enrol', enrol, { approval: byAnna })],

    [
      'an owner who changes global rules',
      'forbidden',
      row('firewall.apply', { generation: 1, guard: false, rules: [], plans: [], sets: [] }, { actor: owner }),
    ],
    [
      'an owner who changes a set of the installation',
      'forbidden',
      row('firewall.set', { set: 'aaaaaaaaaaaaa', generation: 1, guard: false, name: 'mine', networks: [] }, { actor: owner }),
    ],
    [
      'an owner’s word for global rules',
      'forbidden',
      row('firewall.confirm', { tenant: null, set: null, generation: 1 }, { actor: owner }),
    ],
    ['an owner who reads the whole log', 'forbidden', row('firewall.log', { tenant: null }, { actor: owner })],
    ['a member who changes rules', 'forbidden', row('firewall.tenant', firewallWish(acme, 1), { actor: member })],
    ['rules of an absent tenant', 'not_found', row('firewall.tenant', firewallWish(fresh, 1), { actor: owner })],
    ['more rules than the plan has', 'over_limit', row('firewall.tenant', firewallWish(acme, 51), { actor: owner })],

    ['an absent tenant', 'not_found', row('routes.apply', routesWish(fresh))],
    ['an absent service', 'not_found', row('service.wake', { tenant: acme, service: other }, { actor: owner })],
    ['a foreign service', 'not_found', row('service.wake', { tenant: acme, service: blog }, { actor: owner })],
    ['taking over a foreign service', 'not_found', row('service.apply', serviceWish(acme, blog, 'blog2'), { actor: owner })],
    ['a service in an absent tenant', 'not_found', row('service.apply', serviceWish(fresh, other, 'other'))],
    ['routes to a foreign service', 'not_found', row('routes.apply', routesWish(acme, routes(blog, 'www.acme.test')), { actor: owner })],
    ['a foreign certificate', 'not_found', row('certificate.delete', { tenant: acme, certificate: foreignCertificate }, { actor: owner })],
    [
      'replacing a foreign certificate',
      'not_found',
      row('certificate.put', { ...certificateWish, certificate: foreignCertificate }, { actor: owner }),
    ],
    [
      'a foreign key',
      'not_found',
      row(
        'authenticator.revoke',
        { authenticator: annasKey, person: anna, personName: 'Anna', label: 'Laptop', tenant: acme, tenantName: 'acme' },
        { actor: owner, approval: byOwner },
      ),
    ],
    ['an upload that is not there', 'not_found', row('site.deploy', { ...deploy, upload: 'uzzzzzzzzzzzz' }, { actor: member })],
    [
      'an upload for another service',
      'not_found',
      row('site.deploy', deploy, { actor: member, more: { upload: () => ({ bytes: 100, sha256, tenant: acme, service: other }) } }),
    ],
    ['an upload of other bytes', 'not_found', row('site.deploy', { ...deploy, sha256: 'b'.repeat(64) }, { actor: member })],
    [
      'an absent administrator',
      'not_found',
      row('administrator.remove', { person: berta, email: 'b@example.org', name: 'Berta' }, { approval: byAnna }),
    ],

    ['a tenant’s name that is taken', 'conflict', row('tenant.apply', tenantWish(fresh, 'acme'))],
    ['a service’s name that is taken', 'conflict', row('service.apply', serviceWish(acme, other, 'shop'))],
    ['a host name of another tenant', 'conflict', row('routes.apply', routesWish(acme, routes(shop, 'www.rival.test')), { actor: owner })],
    ['a database name of another tenant', 'conflict', row('routes.apply', routesWish(acme, routes(shop, 'a.test.example', ['rivaldb'])))],
    [
      'a host name that another tenant gave up within the day',
      'conflict',
      row('routes.apply', routesWish(acme, routes(shop, 'resting.test')), { actor: owner }),
    ],
    [
      'a certificate for such a name',
      'conflict',
      row('certificate.put', { ...certificateWish, names: routes(blog, 'resting.test').hosts.map((host) => host.name) }),
    ],
    ['a host name twice', 'conflict', row('routes.apply', routesWish(acme, routes(shop, 'a.example'), routes(shop, 'a.example')))],
    ['the panel’s own name', 'conflict', row('routes.apply', routesWish(acme, routes(shop, 'panel.example.org')))],
    [
      'a certificate for a foreign name',
      'conflict',
      row('certificate.put', { ...certificateWish, names: routes(blog, 'www.rival.test').hosts.map((host) => host.name) }),
    ],
    ['work on a tenant that is being deleted', 'conflict', row('service.apply', serviceWish(ending, other, 'other'))],
    ['work on a service that is being deleted', 'conflict', row('service.wake', { tenant: acme, service: doomed })],
    [
      'an enrolled credential again',
      'conflict',
      row('authenticator.enrol', { ...enrol, credential: 'used', tenant: acme, tenantName: 'acme' }, { approval: byAnna }),
    ],
    [
      'an administrator again',
      'conflict',
      row('administrator.add', { person: anna, email: 'a@example.org', name: 'Anna' }, { approval: byAnna }),
    ],

    ['other words for a tenant', 'conflict', row('tenant.delete', { ...tenantEnd, name: 'junk' }, { approval: byAnna })],
    ['another title for a tenant', 'conflict', row('tenant.delete', { ...tenantEnd, title: 'Old tests' }, { approval: byAnna })],
    ['other words for a service', 'conflict', row('service.delete', { ...deletion, name: 'junk' }, { approval: byAnna })],
    ['another tenant’s name for a service', 'conflict', row('service.delete', { ...deletion, tenantName: 'junk' }, { approval: byAnna })],
    ['another kind for a service', 'conflict', row('service.delete', { ...deletion, kind: 'ssh' }, { approval: byAnna })],
    [
      'other words for an administrator',
      'conflict',
      row('administrator.remove', { person: anna, email: 'b@example.org', name: 'Anna' }, { approval: byAnna }),
    ],
    [
      'other words for a key',
      'conflict',
      row(
        'authenticator.revoke',
        { authenticator: annasKey, person: anna, personName: 'Anna', label: 'Phone', tenant: null, tenantName: null },
        { approval: byAnna },
      ),
    ],
    [
      'another person’s name for a key',
      'conflict',
      row(
        'authenticator.revoke',
        { authenticator: annasKey, person: anna, personName: 'Berta', label: 'Laptop', tenant: null, tenantName: null },
        { approval: byAnna },
      ),
    ],
    [
      'another tenant’s name for a key',
      'conflict',
      row('authenticator.enrol', { ...enrol, tenant: acme, tenantName: 'junk' }, { actor: owner, approval: byAnna }),
    ],
    [
      'an address for an administrator whose address the keep does not know',
      'conflict',
      row(
        'administrator.remove',
        { person: anna, email: 'anna@example.org', name: 'Anna' },
        { approval: byAnna, more: { administrator: (person) => ({ person, email: null, name: 'Anna', addedAt: now }) } },
      ),
    ],
    [
      'another name for an administrator',
      'conflict',
      row('administrator.remove', { person: anna, email: 'anna@example.org', name: 'Berta' }, { approval: byAnna }),
    ],
    ['a tenant renamed', 'conflict', row('tenant.apply', tenantWish(acme, 'junk', { generation: 6 }))],
    ['a service renamed', 'conflict', row('service.apply', shopWish({ name: 'junk' }))],
    ['a service of another kind', 'conflict', row('service.apply', shopWish({ kind: 'ssh' }))],

    [
      'limits above the ceiling',
      'over_limit',
      row('tenant.apply', tenantWish(fresh, 'fresh', { limits: { ...limits, memoryMiB: ceiling.memoryMiB + 1 } })),
    ],
    [
      'more services than the ceiling',
      'over_limit',
      row('tenant.apply', tenantWish(fresh, 'fresh', { limits: { ...limits, services: 11 } })),
    ],
    ['a service beyond the plan alone', 'over_limit', row('service.apply', shopWish({ resources: { ...resources, cpus: 9 } }))],
    [
      'a service beyond the plan together with others',
      'over_limit',
      row('service.apply', serviceWish(acme, other, 'other', { resources: { ...resources, memoryMiB: limits.memoryMiB - 255 } })),
    ],
    [
      'a service faster than its plan allows',
      'over_limit',
      row('service.apply', serviceWish(acme, other, 'other', { resources: { ...resources, networkMbps: 101 } }), {
        more: { tenant: (id) => tenant(id, 'acme', { limits: { ...limits, networkMbps: 100 } }) },
      }),
    ],
    [
      'a service without the rate that its plan sets',
      'over_limit',
      row('service.apply', serviceWish(acme, other, 'other'), {
        more: { tenant: (id) => tenant(id, 'acme', { limits: { ...limits, cpuPercent: 50 } }) },
      }),
    ],
    [
      'more domains than the plan allows',
      'over_limit',
      row('routes.apply', routesWish(acme, routes(shop, 'new.example')), {
        more: { tenant: (id) => tenant(id, 'acme', { limits: { ...limits, domains: 0 } }) },
      }),
    ],
    [
      'one service too many',
      'over_limit',
      row('service.apply', serviceWish(acme, other, 'other'), {
        more: { servicesOf: (id) => ['one', 'two', 'three'].map((name) => service(`s${name}`, id, name)) },
      }),
    ],

    ['one certificate too many', 'over_limit', row('certificate.put', certificateWish, { actor: owner, more: { certificatesOf: full } })],

    ['an older tenant', 'stale_generation', row('tenant.apply', tenantWish(acme, 'acme', { generation: 4 }))],
    ['an older service', 'stale_generation', row('service.apply', shopWish({ generation: 4 }))],
    ['a generation that leaves no room for others', 'bad_input', row('service.apply', shopWish({ generation: Number.MAX_SAFE_INTEGER }))],
    ['a first generation that does so', 'bad_input', row('service.apply', serviceWish(acme, other, 'other', { generation: 1_000_001 }))],
    ['deleting by an older wish', 'stale_generation', row('service.delete', { ...deletion, generation: 4 }, { approval: byAnna })],

    ['waking a suspended tenant’s service', 'suspended', row('service.wake', { tenant: frozen, service: cold })],
    [
      'deploying to a suspended tenant',
      'suspended',
      row(
        'site.deploy',
        { ...deploy, tenant: frozen, service: cold },
        { more: { upload: () => ({ bytes: 100, sha256, tenant: frozen, service: cold }) } },
      ),
    ],
    ['writing in a suspended tenant', 'suspended', row('files.write', { tenant: frozen, service: cold, path: 'a', content: '' })],
    ['a new service in a suspended tenant', 'suspended', row('service.apply', serviceWish(frozen, other, 'other'))],

    ['too many deletions of one tenant', 'rate_limited', row('files.delete', file, { more: counts({ mine: 20, all: 20 }) })],
    [
      'too many deletions altogether, of one who deletes a lot',
      'rate_limited',
      row('files.delete', file, { more: counts({ mine: 10, all: 100 }) }),
    ],
    [
      'too many deletions, approved or not',
      'rate_limited',
      row('service.delete', deletion, { approval: byAnna, more: counts({ mine: 10, all: 100 }) }),
    ],
    [
      'too many removals of administrators',
      'rate_limited',
      row(
        'administrator.remove',
        { person: anna, email: 'anna@example.org', name: 'Anna' },
        { approval: byAnna, more: counts({ mine: 20, all: 20 }) },
      ),
    ],
    ['too many files written', 'rate_limited', row('files.write', { ...file, content: '' }, { more: { countSince: () => 200 } })],
    ['too many new tenants', 'rate_limited', row('tenant.apply', tenantWish(fresh, 'fresh'), { more: made })],
    ['too many new services', 'rate_limited', row('service.apply', serviceWish(acme, other, 'other'), { more: made })],
  ])('%s', (_, code, given) => {
    expect(verdictOf(given).split(':')[0]).toBe(code)
  })

  it('a resting name with the time when it is free, and the way out', () => {
    const said = verdictOf(row('routes.apply', routesWish(acme, routes(shop, 'resting.test')), { actor: owner }))
    expect(said).toContain('resting.test belonged to another tenant and is free for others from 2027-01-15 09:00 UTC on.')
    expect(said).toContain('Deleting its service or tenant there frees it at once.')
  })

  it('says the same of foreign and absent things', () => {
    const foreign = verdictOf(row('files.read', { tenant: acme, service: blog, path: 'a' }, { actor: member }))
    expect(foreign).toBe(verdictOf(row('files.read', { tenant: acme, service: other, path: 'a' }, { actor: member })))
  })
})
