import { describe, expect, it } from 'vitest'
import type { Actor } from '../../contracts/envelope.ts'
import { newId } from '../../contracts/ids.ts'
import type { ResellerLimits } from '../../contracts/limits.ts'
import type { Records } from './records.ts'
import { createTestKeep, limits, outcomeOf, serviceWish, tenantWish } from './testing/keep.ts'
import { acme, anna, berta, fresh, other, type Row, row, tenant, verdictOf } from './testing/records.ts'

const seller = { person: berta, role: 'reseller' as const }
const resold: Partial<Records> = { tenant: (id) => tenant(id, 'acme', { reseller: berta }) }
/** What the keep was told of the reseller, who has one tenant. */
const sums = (most: Partial<ResellerLimits>): Partial<Records> => ({
  ...resold,
  tenantNamed: () => undefined,
  tenant: (id) => (id === acme ? tenant(acme, 'acme', { reseller: berta }) : undefined),
  tenantsOf: () => [tenant(acme, 'acme', { reseller: berta })],
  resellerLimits: () => ({ ...plenty, ...most }),
})
const plenty: ResellerLimits = { tenants: 9, services: 999, cpus: 999, memoryMiB: 999_999, diskMiB: 999_999, processes: 99_999 }

describe('of a reseller’s wishes the judge refuses', () => {
  it.each<[string, string, Row]>([
    [
      'a reseller who takes a tenant of the installation',
      'not_found',
      row('tenant.apply', tenantWish(acme, 'acme', { generation: 6, reseller: berta }), { actor: seller }),
    ],
    ['a reseller who makes a tenant of nobody', 'forbidden', row('tenant.apply', tenantWish(fresh, 'fresh'), { actor: seller })],
    [
      'a reseller who makes a tenant of another',
      'forbidden',
      row('tenant.apply', tenantWish(fresh, 'fresh', { reseller: anna }), { actor: seller }),
    ],
    [
      'a reseller’s tenant beyond what the keep was told, whoever asks',
      'over_limit',
      row('tenant.apply', tenantWish(fresh, 'fresh', { reseller: berta }), { more: sums({ services: limits.services * 2 - 1 }) }),
    ],
    [
      'one reseller’s tenant more than the keep was told',
      'over_limit',
      row('tenant.apply', tenantWish(fresh, 'fresh', { reseller: berta }), { actor: seller, more: sums({ tenants: 1 }) }),
    ],
    [
      'a larger plan for a reseller’s tenant beyond the sums',
      'over_limit',
      row('tenant.apply', tenantWish(acme, 'acme', { generation: 6, reseller: berta, limits: { ...limits, cpus: limits.cpus + 1 } }), {
        actor: seller,
        more: sums({ cpus: limits.cpus }),
      }),
    ],
    [
      'a reseller who gives a tenant away',
      'forbidden',
      row('tenant.apply', tenantWish(acme, 'acme', { generation: 6, reseller: anna }), { actor: seller, more: resold }),
    ],
    ['a reseller in a tenant of another', 'not_found', row('service.apply', serviceWish(acme, other, 'other'), { actor: seller })],
  ])('%s', (_, code, given) => {
    expect(verdictOf(given).split(':')[0]).toBe(code)
  })
})

describe('of a reseller’s wishes the judge accepts', () => {
  it.each<[string, Row]>([
    ['a tenant within the sums', row('tenant.apply', tenantWish(fresh, 'fresh', { reseller: berta }), { actor: seller, more: sums({}) })],
    [
      'what does not grow, though less was told since',
      row('tenant.apply', tenantWish(acme, 'acme', { generation: 6, reseller: berta }), { actor: seller, more: sums({ cpus: 1 }) }),
    ],
  ])('%s', (_, given) => {
    expect(verdictOf(given)).toBe('accept')
  })
})

it('what an administrator tells of a reseller is kept, and counts from then on', async () => {
  const keep = await createTestKeep()
  const make = (name: string) => keep.ask('tenant.apply', tenantWish(newId('t'), name, { reseller: berta }), seller)
  const tell = (most: Partial<ResellerLimits>, actor?: Actor) =>
    keep.ask('reseller.limits', { person: berta, name: 'Berta', limits: { ...plenty, ...most } }, actor)
  expect(outcomeOf(await make('one'))).toBe('done')
  expect(outcomeOf(await tell({ services: 99 }, seller))).toBe('forbidden')
  expect(outcomeOf(await tell({ services: limits.services }))).toBe('done')
  expect(outcomeOf(await make('two'))).toBe('over_limit')
  expect(outcomeOf(await tell({ services: limits.services * 2 }))).toBe('done')
  expect(outcomeOf(await make('two'))).toBe('done')
  keep.close()
})
