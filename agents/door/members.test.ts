import { describe, expect, test } from 'vitest'
import { actionNames, actionSpec } from '../../contracts/actions.ts'
import { whoFault } from './judge/who.ts'
import type { Parsed } from './parse.ts'
import type { Records } from './records.ts'

const owners = actionNames.filter((name) => !actionSpec(name).who.includes('member'))
const asks = (name: string, tenant: string | null = 'taaaaaaaaaaaa') => {
  const actor = { person: 'pbbbbbbbbbbbb', role: 'member' }
  return { name, action: { name, actor }, input: { tenant, service: 'saaaaaaaaaaaa' } } as unknown as Parsed
}
const records = { service: () => undefined, tenant: () => undefined, administrator: () => undefined } as unknown as Records

describe('a member who tries what owners may', () => {
  test.each(owners)('is refused: %s', (name) => {
    expect(whoFault(asks(name), records, 0)).toMatchObject({ code: 'forbidden' })
  })

  test('also in nobody’s tenant', () => {
    for (const name of actionNames) expect(whoFault(asks(name, null), records, 0)).toMatchObject({ code: 'forbidden' })
  })

  test('which has what gives away or takes away: requests, accounts of a new service, data put back', () => {
    expect(owners).toEqual(expect.arrayContaining(['asks.collect', 'asks.answer', 'service.revert', 'service.delete', 'certificate.put']))
    // Accounts inside a service come with its wish; a member changes one that is there.
    expect(whoFault(asks('service.apply'), records, 0)).toMatchObject({ code: 'forbidden' })
  })
})
