import { expect, test } from 'vitest'
import { turns } from './tenants.mjs'

test('nothing is woken again while everything is stopped: the gate ends first, services before the other zones, and late ones are found', () => {
  const service = { project: 'reeve-taaaaaaaaaaaa', name: 'sbbbbbbbbbbbb' }
  const zones = ['panel', 'backend', 'keep', 'gate'].map((name) => ({ project: 'reeve', name }))
  const turnOf = (one: { project: string; name: string }) => turns.findIndex((turn) => turn(one))
  const [panel, backend, keep, gate] = zones.map(turnOf)
  expect(gate).toBe(0)
  expect(turnOf(service)).toBe(1)
  expect([panel, backend, keep]).toEqual([2, 2, 2])
  expect(turns.at(-1)?.(service)).toBe(true)
})
