import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { powerState } from '../../contracts/states.ts'
import { type IdleFacts, idle } from './idle.ts'

const quiet: IdleFacts = {
  state: 'running',
  idleSeconds: 0,
  connections: 0,
  busy: false,
  freezeAfter: 300,
  stopAfter: 3600,
  suspended: false,
  pressed: false,
}

describe('a service without use', () => {
  test.each<[string, Partial<IdleFacts>, 'freeze' | 'stop' | undefined]>([
    ['stays for a while', { idleSeconds: 299 }, undefined],
    ['freezes after its time', { idleSeconds: 300 }, 'freeze'],
    ['stops after its longer time', { idleSeconds: 3600 }, 'stop'],
    ['stops when it was frozen before', { state: 'frozen', idleSeconds: 3600 }, 'stop'],
    ['stays frozen until then', { state: 'frozen', idleSeconds: 3599 }, undefined],
    ['stays with a connection open, for hours', { idleSeconds: 100_000, connections: 1 }, undefined],
    ['stays while somebody works in it', { idleSeconds: 100_000, busy: true }, undefined],
    ['never freezes with 0', { idleSeconds: 1000, freezeAfter: 0 }, undefined],
    ['never stops with 0', { idleSeconds: 1e9, stopAfter: 0, freezeAfter: 0 }, undefined],
    ['stops straight when it must not freeze', { idleSeconds: 3600, freezeAfter: 0 }, 'stop'],
    ['stops early when frozen and memory is short', { state: 'frozen', idleSeconds: 60, pressed: true }, 'stop'],
    ['is not stopped for memory while it runs', { idleSeconds: 200, pressed: true }, undefined],
    ['stops when its tenant is suspended, also with connections', { idleSeconds: 60, suspended: true, connections: 3 }, 'stop'],
    ['is left alone while somebody changes it', { state: 'stopping', idleSeconds: 1e9 }, undefined],
    ['is left alone when stopped', { state: 'stopped', idleSeconds: 1e9, suspended: true }, undefined],
  ])('%s', (_, facts, expected) => {
    expect(idle({ ...quiet, ...facts })).toBe(expected)
  })
})

const anyFacts = fc.record({
  state: fc.constantFrom(...powerState.options),
  idleSeconds: fc.double({ min: 0, max: 1e7, noNaN: true }),
  connections: fc.nat(3),
  busy: fc.boolean(),
  freezeAfter: fc.nat(5000),
  stopAfter: fc.nat(5000),
  suspended: fc.boolean(),
  pressed: fc.boolean(),
})

test('nothing in use is ever put to sleep, and nothing that does not live', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const how = idle(facts)
      if (how === undefined) return
      expect(['running', 'frozen']).toContain(facts.state)
      expect(facts.busy).toBe(false)
      if (!facts.suspended) expect(facts.connections).toBe(0)
      if (how === 'freeze') expect(facts.state).toBe('running')
    }),
  )
})

test('longer without use never means less sleep', () => {
  const depth = (how: ReturnType<typeof idle>) => ['freeze', 'stop'].indexOf(how ?? '')
  fc.assert(
    fc.property(anyFacts, fc.nat(10_000), (facts, more) => {
      expect(depth(idle({ ...facts, idleSeconds: facts.idleSeconds + more }))).toBeGreaterThanOrEqual(depth(idle(facts)))
    }),
  )
})
