import { describe, expect, it } from 'vitest'
import type { AgentClient } from '../core/socket-client.ts'
import { createObserver } from './observe.ts'
import { ceiling, quietAgents } from './testing/keep.ts'

function observed() {
  const { agents } = quietAgents()
  const state = { services: true, waker: true, cursor: '1', asked: [] as string[] }
  const waker: AgentClient = {
    ...agents.waker,
    alive: async () => state.waker,
    get: async (path, schema, signal) => {
      state.asked.push(path)
      if (!state.waker) throw new Error('dead')
      const [, after = '', wait = '0'] = /after=(.*)&wait=(.*)/.exec(path) ?? []
      if (after === state.cursor && wait !== '0')
        await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('cut'))))
      return schema.parse({ cursor: state.cursor, services: [], wakes: [], engine: true, machine: null })
    },
  }
  const services = { ...agents.services, alive: async () => state.services }
  return { state, observer: createObserver({ ...agents, services, waker }, ceiling) }
}
const never = new AbortController().signal

describe('observing', () => {
  it('tells of agents, gate and ceiling beside what the waker sees', async () => {
    const { observer } = observed()
    const seen = await observer.observe('', 0, never)
    expect(seen).toMatchObject({ engine: true, gate: false, services: [], ceiling })
    expect(seen.agents).toContainEqual({ name: 'services', alive: true })
  })

  it('asks the waker for what is after its own cursor, and answers at once when that moved', async () => {
    const { state, observer } = observed()
    const first = await observer.observe('', 0, never)
    state.cursor = '2'
    const second = await observer.observe(first.cursor, 60, never)
    expect(state.asked.at(-1)).toBe('/observe?after=1&wait=60')
    expect(second.cursor).not.toBe(first.cursor)
  })

  it('answers before the time when an agent dies', async () => {
    const { state, observer } = observed()
    const first = await observer.observe('', 0, never)
    state.services = false
    const second = await observer.observe(first.cursor, 60, never)
    expect(second.agents).toContainEqual({ name: 'services', alive: false })
    expect(second.cursor).not.toBe(first.cursor)
  })

  it('keeps the waker’s last words while it is away', async () => {
    const { state, observer } = observed()
    const first = await observer.observe('', 0, never)
    state.waker = false
    expect(await observer.observe(first.cursor, 0, never)).toMatchObject({ cursor: expect.stringMatching(/\.1$/), engine: true, wakes: [] })
  })
})
