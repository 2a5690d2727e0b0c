import { describe, expect, it } from 'vitest'
import { actionState, objectState, powerState } from '@/contracts/states'
import { catalogues } from './catalogues.ts'

/** All texts of a catalogue with their keys; those with parameters called with sample words. */
function texts(value: unknown, key = ''): [string, string][] {
  if (value === undefined) return []
  if (typeof value === 'string') return [[key, value]]
  if (typeof value === 'function') {
    const said: unknown = (value as (...args: unknown[]) => unknown)(['one'], 'two', 'three')
    return Array.isArray(said) ? said.map((item, index) => [`${key}.${index}`, String(item)]) : [[key, String(said)]]
  }
  if (typeof value !== 'object' || value === null) throw new Error(`${key} is no text`)
  return Object.entries(value).flatMap(([name, item]) => texts(item, key === '' ? name : `${key}.${name}`))
}

describe.each(Object.entries(catalogues))('the catalogue %s', (_, catalogue) => {
  const all = texts(catalogue)

  it('has no empty text and no stray space', () => {
    expect(all.filter(([, text]) => text === '' || text !== text.trim())).toEqual([])
  })

  it('does not plead, shout or apologise', () => {
    expect(all.filter(([, text]) => /\b(please|sorry|oops|unfortunately)\b|!/i.test(text))).toEqual([])
  })

  it('speaks to tenants of nothing that they do not have', () => {
    const { tenant, services, events, common } = catalogue
    const own = texts({
      tenant,
      services,
      down: common.downForTenants,
      events: events.ownDescription,
      sum: common.authority.fingerprintOwn,
    })
    expect(own.filter(([, text]) => /ledger|command line|`reeve |\bpanel\b.*log|\broot\b/i.test(text))).toEqual([])
  })

  it('has a word for every state', () => {
    const states = [...powerState.options, ...objectState.options, ...actionState.options]
    expect(states.filter((state) => !(state in catalogue.components.status))).toEqual([])
  })
})
