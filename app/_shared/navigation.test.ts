import { describe, expect, it } from 'vitest'
import { paths } from '@/app/_lib/paths'
import { en } from '@/app/_text/en'
import type { MeView } from '@/contracts/views'
import { navOf, placeOf } from './navigation.tsx'

const me = (role: MeView['role'], tenants: string[] = []): MeView => ({
  ...{ person: 'p', name: 'P', email: 'p@example.org', role, totp: false, passkeys: 0, authenticators: 0, viewing: null },
  memberships: tenants.map((tenant) => ({ tenant, tenantName: tenant, tenantTitle: tenant, role: 'owner', rights: null })),
})
const shown = (who: MeView, path: string, tenant?: string) =>
  navOf(who, placeOf(who, path, tenant), en.shell).flatMap(({ items }) => items.map(({ href }) => href))

describe('the pages at the side', () => {
  it('of somebody without a tenant are none of an administrator', () => {
    for (const path of [paths.home, paths.account, paths.tenants]) expect(shown(me('owner'), path)).toEqual([paths.home, paths.account])
    expect(shown(me('owner'), paths.own.overview('a'), 'a')).toEqual([paths.home, paths.account])
    expect(placeOf(me('owner', ['a']), paths.own.overview('b'), 'b')).toBe('a')
  })

  it('of an owner are those of the tenant, on the account page of the first one', () => {
    expect(shown(me('owner', ['a', 'b']), paths.own.overview('b'), 'b')).toContain(paths.own.people('b'))
    expect(shown(me('owner', ['a', 'b']), paths.account)).toContain(paths.own.services('a'))
  })

  it('of an administrator are all, and below a tenant those of the tenant', () => {
    expect(shown(me('administrator', ['a']), paths.account)).toContain(paths.settings)
    expect(shown(me('administrator'), paths.own.overview('a'), 'a')).toContain(paths.own.people('a'))
  })
})
