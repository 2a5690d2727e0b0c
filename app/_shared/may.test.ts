import { expect, test } from 'vitest'
import type { MeView } from '@/contracts/views'
import { mayDo, mayLook, mayOwn, seesWhole, worksOnTenants } from './may.ts'

const me = (more: Partial<MeView>): MeView => ({
  ...{ person: 'p', name: 'P', email: 'p@example.org', role: 'member', memberships: [], viewing: null },
  ...{ totp: false, passkeys: 0, authenticators: 0 },
  ...more,
})
const membership = { tenant: 't', tenantName: 't', tenantTitle: 'T' }
const viewing = { tenant: 't', tenantTitle: 'T', reason: 'ticket 4711', until: 1 }
const member = me({ memberships: [{ ...membership, role: 'member', rights: { all: [], services: { s: ['files'] } } }] })

test.each<[string, MeView, { own: boolean; look: boolean; whole: boolean; tenants: boolean }]>([
  ['administrator', me({ role: 'administrator' }), { own: true, look: true, whole: true, tenants: true }],
  ['auditor', me({ role: 'auditor' }), { own: false, look: true, whole: true, tenants: true }],
  ['reseller', me({ role: 'reseller' }), { own: true, look: true, whole: true, tenants: true }],
  ['support', me({ role: 'support' }), { own: false, look: false, whole: false, tenants: true }],
  ['support that looks', me({ role: 'support', viewing }), { own: false, look: true, whole: true, tenants: false }],
  [
    'owner',
    me({ role: 'owner', memberships: [{ ...membership, role: 'owner', rights: null }] }),
    { own: true, look: true, whole: true, tenants: false },
  ],
  ['member of one service', member, { own: false, look: false, whole: false, tenants: false }],
])('%s', (_, who, wanted) => {
  expect({ own: mayOwn(who, 't'), look: mayLook(who, 't'), whole: seesWhole(who, 't'), tenants: worksOnTenants(who) }).toEqual(wanted)
})

test('a member does what the rights on the service say', () => {
  expect(mayDo(member, 't', 's', 'files')).toBe(true)
  expect(mayDo(member, 't', 's', 'power')).toBe(false)
  expect(mayDo(member, 't', 'other', 'files')).toBe(false)
  expect(mayDo(member, 'u', 's', 'files')).toBe(false)
})
