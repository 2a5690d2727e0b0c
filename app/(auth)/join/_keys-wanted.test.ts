import { expect, it } from 'vitest'
import { keysWanted } from './_keys-wanted.ts'

const acme = { tenant: 't1', tenantName: 'acme', tenantTitle: 'Acme', role: 'member' as const, rights: null }
const shop = { tenant: 't2', tenantName: 'shop', tenantTitle: 'Shop', role: 'owner' as const, rights: null }
const memberships = [acme, shop]

it('leads who has no key on to one: for everything, for the tenant that they own, or to sign in with', () => {
  const none = { passkeys: 0, authenticators: 0 }
  expect(keysWanted({ ...none, role: 'administrator', memberships })).toEqual({ role: 'administrator', first: false, tenant: null })
  expect(keysWanted({ ...none, role: 'owner', memberships })).toEqual({ role: 'owner', first: false, tenant: 't2' })
  expect(keysWanted({ ...none, role: 'member', memberships: [acme] })).toEqual({ role: 'member', first: false, tenant: 't1' })
})

it('asks nobody for a second key', () => {
  expect(keysWanted({ role: 'administrator', memberships, passkeys: 1, authenticators: 0 })).toBeNull()
  expect(keysWanted({ role: 'owner', memberships, passkeys: 0, authenticators: 1 })).toBeNull()
})
