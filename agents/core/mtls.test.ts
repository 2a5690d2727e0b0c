import { rmSync } from 'node:fs'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from './log.ts'
import { serveMtls } from './mtls.ts'
import { createMtlsAgent } from './mtls-client.ts'
import { createTestAuthority } from './testing/certificates.ts'

const log = createLog('test', 'silent')
let ours: Awaited<ReturnType<typeof createTestAuthority>>
let foreign: typeof ours
let server: Awaited<ReturnType<typeof serveMtls>>

beforeAll(async () => {
  ours = await createTestAuthority()
  foreign = await createTestAuthority()
  server = await serveMtls({
    listen: { address: '127.0.0.1', port: 0 },
    tls: await ours.issue('door'),
    clients: ['backend'],
    routes: { 'GET /who/:word': async ({ peer, params }) => ({ peer, word: params.word }) },
    log,
  })
})
afterAll(async () => {
  await server.close()
  for (const { folder } of [ours, foreign]) rmSync(folder, { recursive: true })
})

async function ask(tls: Parameters<typeof createMtlsAgent>[0], serverName = 'door'): Promise<{ status: number; body: unknown }> {
  const dispatcher = createMtlsAgent(tls, serverName)
  try {
    const answer = await request(`https://127.0.0.1:${server.port}/who/me`, { dispatcher })
    return { status: answer.statusCode, body: await answer.body.json() }
  } finally {
    await dispatcher.destroy()
  }
}

test('a client with the right name and authority gets in, and is known by its name', async () => {
  expect(await ask(await ours.issue('backend'))).toEqual({ status: 200, body: { peer: 'backend', word: 'me' } })
})

test('another name of the same authority is refused', async () => {
  expect(await ask(await ours.issue('waker'))).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
})

test('the right name by another authority does not get a connection', async () => {
  const { certificate, key } = await foreign.issue('backend')
  const { authority } = await ours.issue('backend')
  await expect(ask({ certificate, key, authority })).rejects.toThrow()
})

test('a server with another name is not talked to', async () => {
  await expect(ask(await ours.issue('backend'), 'applier')).rejects.toThrow('not applier')
})
