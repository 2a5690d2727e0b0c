import { expect, it } from 'vitest'
import { ledgerListInput } from './filtered-lists.ts'

it('a broken address of the ledger shows its newest page', () => {
  const tenant = `t${'a'.repeat(12)}`
  const asked = (query: string) => ledgerListInput(new URLSearchParams(query))
  expect(asked('')).toEqual({ limit: 50 })
  expect(asked(`tenant=${tenant}&before=120`)).toEqual({ limit: 50, tenant, before: 120 })
  expect(asked('action=service.delete')).toEqual({ limit: 50, action: 'service.delete' })
  for (const bad of ['action=', 'action=service.explode', 'before=0', 'before=1.5', 'before=', 'before=x', 'tenant=acme', 'tenant='])
    expect(asked(bad)).toEqual({ limit: 50 })
})
