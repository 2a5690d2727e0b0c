import { expect, test } from 'vitest'
import type { AgentClient } from '../core/socket-client.ts'
import { seeServers } from './servers.ts'
import { quietAgents } from './testing/keep.ts'

test('each says of itself since when it runs; who is away, and what only the one who is away reaches, is told as such', async () => {
  const { agents } = quietAgents()
  const answering: AgentClient = {
    ...agents.stats,
    get: async (path, schema) => schema.parse({ ok: true, since: path.length, build: 'abc' }),
  }
  const seen = await seeServers({ ...agents, stats: answering, gate: answering })
  expect(seen).toHaveLength(12)
  expect(seen.filter(({ self }) => self !== null)).toEqual([
    { name: 'gate', self: { since: '/health'.length, build: 'abc' } },
    { name: 'stats', self: { since: '/health'.length, build: 'abc' } },
    { name: 'applier', self: { since: '/remote'.length, build: 'abc' } },
  ])
})
