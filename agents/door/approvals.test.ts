import { describe, expect, it } from 'vitest'
import {
  acme,
  anna,
  berta,
  blog,
  byAnna,
  byOwner,
  deletion,
  enrol,
  handOver,
  owner,
  type Row,
  rival,
  row,
  tenantEnd,
  verdictOf,
} from './testing/records.ts'

describe('without a good approval the judge refuses', () => {
  it.each<[string, string, Row]>([
    ['a hand-over that nobody approved', 'approval_needed', row('tenant.handOver', handOver, { actor: owner })],
    [
      'a hand-over approved by a key of another tenant',
      'approval_invalid',
      row('tenant.handOver', { ...handOver, tenant: rival, name: 'rival', title: 'The rival' }, { actor: owner, approval: byOwner }),
    ],
    ['deleting a tenant without an approval', 'approval_needed', row('tenant.delete', tenantEnd)],
    ['deleting a service without an approval', 'approval_needed', row('service.delete', deletion, { actor: owner })],
    [
      'adding an administrator without an approval',
      'approval_needed',
      row('administrator.add', { person: berta, email: 'b@example.org', name: 'Berta' }),
    ],
    [
      'enrolling a key without an approval',
      'approval_needed',
      row('authenticator.enrol', { ...enrol, tenant: acme, tenantName: 'acme' }, { actor: owner }),
    ],
    ['a signature that does not hold', 'approval_invalid', row('tenant.delete', tenantEnd, { approval: { kind: 'invalid', why: 'no.' } })],
    ['a counter that did not move', 'approval_invalid', row('tenant.delete', tenantEnd, { approval: { ...byAnna, counter: 7 } })],
    ['a counter that went back', 'approval_invalid', row('tenant.delete', tenantEnd, { approval: { ...byAnna, counter: 3 } })],
    [
      'a key that was revoked meanwhile',
      'approval_invalid',
      row('tenant.delete', tenantEnd, { approval: { ...byAnna, authenticator: 'kzzzzzzzzzzzz' } }),
    ],
    ['an owner’s key for a tenant', 'approval_invalid', row('tenant.delete', tenantEnd, { approval: byOwner })],
    [
      'an owner’s key for an administrator',
      'approval_invalid',
      row('administrator.add', { person: berta, email: 'b@example.org', name: 'Berta' }, { approval: byOwner }),
    ],
    [
      'an owner’s key for another tenant’s service',
      'approval_invalid',
      row('service.delete', { ...deletion, tenant: rival, service: blog, name: 'blog', tenantName: 'rival' }, { approval: byOwner }),
    ],
    [
      'an owner’s key for another tenant’s key',
      'approval_invalid',
      row('authenticator.enrol', { ...enrol, tenant: rival, tenantName: 'rival' }, { actor: owner, approval: byOwner }),
    ],
    ['a wrong secret', 'approval_invalid', row('authenticator.enrol', { ...enrol, person: 'root', secret: 'wrong' })],
    [
      'a secret when none was shown',
      'approval_invalid',
      row('authenticator.enrol', { ...enrol, person: 'root', secret: 'right' }, { more: { secretDigest: () => undefined } }),
    ],
    [
      'a wrong secret with a good approval',
      'approval_invalid',
      row('authenticator.enrol', { ...enrol, person: 'root', secret: 'wrong' }, { approval: byAnna }),
    ],
    ['the secret for somebody else, right or wrong', 'forbidden', row('authenticator.enrol', { ...enrol, person: anna, secret: 'wrong' })],
    [
      'the secret for a tenant’s key',
      'forbidden',
      row('authenticator.enrol', { ...enrol, tenant: acme, tenantName: 'acme', secret: 'right' }, { actor: owner }),
    ],
  ])('%s', (_, code, given) => {
    expect(verdictOf(given).split(':')[0]).toBe(code)
  })
})
