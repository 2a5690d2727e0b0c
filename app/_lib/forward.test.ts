import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { forward } from './forward.ts'

/** What reached the backend. */
interface Seen {
  method: string
  url: string
  headers: IncomingMessage['headers']
  bytes: number
  /** False when the connection broke first. */
  whole: boolean
}

let server: Server
let seen: Seen[] = []
let goneAway: Promise<void>

beforeAll(async () => {
  server = createServer((request, response) => {
    const one: Seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, bytes: 0, whole: false }
    seen.push(one)
    request.on('data', (chunk: Buffer) => {
      one.bytes += chunk.length
    })
    if (request.url === '/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: first\n\n')
      goneAway = new Promise((resolve) => response.on('close', resolve))
      return
    }
    request.on('end', () => {
      one.whole = true
      response.writeHead(200, { 'content-type': 'text/plain', 'set-cookie': ['a=1; HttpOnly', 'b=2'], 'x-powered-by': 'secret' })
      response.end('answer')
    })
    request.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.env.REEVE_BACKEND = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
beforeEach(() => {
  seen = []
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request('http://panel/api/trpc/x', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)

const chunks = (count: number, size: number) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (let index = 0; index < count; index++) controller.enqueue(new Uint8Array(size))
      controller.close()
    },
  })

describe('forward', () => {
  it('sends on the cookie and who asks, and nothing that the backend has no use for', async () => {
    const headers = {
      cookie: 'session=1',
      origin: 'http://panel',
      'x-forwarded-for': '192.0.2.1',
      authorization: 'Basic x',
      'x-real-ip': '6.6.6.6',
    }
    const answer = await forward(post('{"a":1}', headers), '/trpc/x?batch=1', { body: 100 })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('answer')
    expect(seen).toMatchObject([{ method: 'POST', url: '/trpc/x?batch=1', bytes: 7, whole: true }])
    expect(seen[0]?.headers).toMatchObject({ cookie: 'session=1', origin: 'http://panel', 'x-forwarded-for': '192.0.2.1' })
    expect(seen[0]?.headers).not.toHaveProperty('authorization')
    expect(seen[0]?.headers).not.toHaveProperty('x-real-ip')
  })

  it('sends on an API token', async () => {
    await forward(post('{"a":1}', { authorization: 'Bearer reeve_x' }), '/trpc/x', { body: 100 })
    expect(seen[0]?.headers.authorization).toBe('Bearer reeve_x')
  })

  it('brings back every cookie, and no header that tells of the backend', async () => {
    const answer = await forward(post('x'), '/trpc/x', { body: 100 })
    expect(answer.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2'])
    expect(answer.headers.get('x-powered-by')).toBeNull()
  })

  it('refuses a body that says it is too large before the backend hears of it', async () => {
    const answer = await forward(post('x'.repeat(101), { 'content-length': '101' }), '/trpc/x', { body: 100 })
    expect(answer.status).toBe(413)
    expect(await answer.json()).toMatchObject({ error: { code: 'too_large' } })
    expect(seen).toEqual([])
  })

  it('breaks off a body without a length once it is too large', async () => {
    const answer = await forward(post(chunks(10, 30)), '/trpc/x', { body: 100 })
    expect(answer.status).toBe(413)
    expect(seen.every((one) => !one.whole && one.bytes <= 100)).toBe(true)
  })

  it('streams: the first event is there while the answer goes on, and the backend learns when the visitor leaves', async () => {
    const visitor = new AbortController()
    const answer = await forward(new Request('http://panel/api/trpc/live', { signal: visitor.signal }), '/stream', { body: 0 })
    const first = await answer.body?.getReader().read()
    expect(new TextDecoder().decode(first?.value)).toBe('data: first\n\n')
    visitor.abort()
    await goneAway
  })
})

it('says so when the backend does not answer', async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  const answer = await forward(new Request('http://panel/api/trpc/x'), '/trpc/x', { body: 0 })
  expect(answer.status).toBe(502)
  expect(await answer.json()).toMatchObject({ error: { code: 'unavailable' } })
})
