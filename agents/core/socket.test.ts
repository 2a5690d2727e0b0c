import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { afterEach, expect, test } from 'vitest'
import * as z from 'zod'
import type { Action } from '../../contracts/envelope.ts'
import { openJournal } from './journal.ts'
import { createLog } from './log.ts'
import { createRunner } from './runner.ts'
import { createAgentClient } from './socket-client.ts'
import { closable, listenUnix, serveAgent } from './socket-server.ts'

const log = createLog('test', 'silent')
const folder = mkdtempSync(join(tmpdir(), 'reeve-socket-'))
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close()
  rmSync(folder, { recursive: true, force: true })
})

const action: Action = {
  id: randomUUID(),
  name: 'tenant.delete',
  actor: { person: 'root', role: 'administrator' },
  issuedAt: 1,
  expiresAt: 2,
  input: { tenant: 'taaaaaaaaaaaa', generation: 1, name: 'acme', title: 'Acme' },
}

async function setUp() {
  const socket = join(folder, 'run', 'tenancy.sock')
  const journal = openJournal(':memory:')
  const runner = createRunner(
    'tenancy',
    journal,
    {
      'tenant.apply': async () => ({}),
      'tenant.delete': async (_input, { report }) => {
        report(1, 1, 'deleting')
        return { deleted: true }
      },
    },
    log,
  )
  const routes = { 'GET /kinds': async () => [{ kind: 'web' }] }
  const server = await serveAgent({ socket, runner, routes, log })
  const client = createAgentClient(socket)
  open.push(client, server)
  return { socket, server, client }
}

test('an action goes over the socket with its progress, and reads and health beside it', async () => {
  const { socket, client } = await setUp()
  const texts: string[] = []
  expect(await client.act(action, { services: [] }, ({ progress }) => texts.push(progress.text))).toEqual({ result: { deleted: true } })
  expect(texts).toEqual(['accepted', 'deleting'])
  expect(await client.get('/kinds', z.array(z.object({ kind: z.string() })))).toEqual([{ kind: 'web' }])
  expect(await client.alive()).toBe(true)
  expect(statSync(socket).mode & 0o777).toBe(0o660)
})

test('a dead agent is told as one that may be asked again', async () => {
  const { client, server } = await setUp()
  await server.close()
  open.pop()
  expect(await client.alive()).toBe(false)
  await expect(client.act(action, { services: [] }, () => undefined)).rejects.toMatchObject({ code: 'unavailable' })
})

test.each<[string, number, string]>([
  ['no JSON', 200, 'rubbish\n'],
  ['half a line', 200, '{"progress":'],
  ['another shape', 200, '{"well":true}\n'],
  ['a code that there is not', 200, '{"error":{"code":"odd","message":"","retry":false,"refused":false}}\n'],
  ['a page of a proxy', 502, '<html>'],
  ['nothing', 500, ''],
  ['an error of no known form', 500, '{"error":"odd"}'],
])('an agent that answers %s is told as one that may be asked again', async (_, status, body) => {
  const socket = join(folder, 'run', 'odd.sock')
  const server = createServer((_request, response) => response.writeHead(status).end(body))
  await listenUnix(server, socket)
  const client = createAgentClient(socket)
  open.push(client, closable(server))
  await expect(client.act(action, { services: [] }, () => undefined)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(client.get('/kinds', z.array(z.string()))).rejects.toMatchObject({ code: 'unavailable' })
})

test('an agent that never stops talking does not drown who listens', async () => {
  const socket = join(folder, 'run', 'talks.sock')
  const line = `${JSON.stringify({ progress: { step: 1, of: 1, text: 'working' } })}\n`
  const server = createServer((_request, response) => response.end(`${line.repeat(5000)}{"result":{}}\n`))
  await listenUnix(server, socket)
  const client = createAgentClient(socket)
  open.push(client, closable(server))
  let heard = 0
  expect(await client.act(action, { services: [] }, () => (heard += 1))).toEqual({ result: {} })
  expect(heard).toBe(1000)
})

test('an agent is alive while all its connections are busy', async () => {
  const socket = join(folder, 'run', 'busy.sock')
  const hung = new Set<string>()
  const server = createServer((request, response) => {
    if (request.url === '/health') response.end('{"ok":true}')
    else hung.add(request.url ?? '')
  })
  await listenUnix(server, socket)
  const client = createAgentClient(socket)
  open.push(client, closable(server))
  for (let number = 0; number < 300; number += 1) void client.get(`/${number}`, z.string()).catch(() => undefined)
  await expect.poll(() => hung.size).toBe(256)
  expect(await client.alive()).toBe(true)
})

test('what does not fit the schema, or is too long, reaches no handler', async () => {
  const { socket } = await setUp()
  const dispatcher = new Agent({ connect: { socketPath: socket } })
  open.push({ close: () => dispatcher.destroy() })
  const post = async (body: string) => {
    const answer = await request('http://agent/actions', { method: 'POST', dispatcher, body })
    await answer.body.dump()
    return answer.statusCode
  }
  expect(await post('{')).toBe(400)
  expect(await post(JSON.stringify({ action, facts: {}, more: 1 }))).toBe(400)
  expect(await post(JSON.stringify({ action: { ...action, name: 'host.run' }, facts: {} }))).toBe(400)
  expect(await post(`"${'x'.repeat(9_000_000)}"`)).toBe(413)
  expect((await request('http://agent/nothing', { dispatcher })).statusCode).toBe(404)
})
