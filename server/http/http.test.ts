import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTRPCClient, httpLink } from '@trpc/client'
import superjson from 'superjson'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { asRoot, person, testBackend, until } from '../testing/backend.ts'
import { FakeDoor } from '../testing/fake-door.ts'
import { makeSite, makeTenant } from '../testing/site.ts'
import type { AppRouter } from '../trpc/root.ts'
import { type Backend, makeBackend } from './server.ts'

const origin = 'http://localhost:8090'
let door: FakeDoor
let backend: ReturnType<typeof testBackend>
let server: Backend
let url: string
let folder: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-http-'))
  door = new FakeDoor()
  backend = testBackend({ door })
  server = makeBackend(backend.app)
  url = `http://127.0.0.1:${await server.listen({ address: '127.0.0.1', port: 0 })}`
})
afterEach(async () => {
  await server.close(100)
  backend.stop()
  rmSync(folder, { recursive: true })
})

async function cookieOf(id: string): Promise<string> {
  const cookie = await backend.app.sessions.start(id, { address: '192.0.2.1', browser: 'test' })
  return cookie.split(';')[0] ?? ''
}
async function owner(): Promise<{ cookie: string; tenant: string; service: string }> {
  const tenant = await makeTenant(backend.app)
  const service = await makeSite(backend.app, tenant)
  const caller = await person(backend.app, { member: { tenant, role: 'owner' } })
  return { cookie: await cookieOf(caller.person), tenant, service }
}
const client = (headers: Record<string, string>) =>
  createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc`, transformer: superjson, headers })] })

test('joining sets a cookie that the next request is known by', async () => {
  const { url: link } = await asRoot(backend.app).setup.enrolmentLink()
  const token = link.split('token=')[1] ?? ''
  const json = { token, name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }
  const headers = { 'content-type': 'application/json', origin }
  const response = await fetch(`${url}/trpc/setup.join`, { method: 'POST', headers, body: JSON.stringify({ json }) })
  expect(response.status).toBe(200)
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  expect((await client({ cookie }).auth.me.query())?.email).toBe('ada@example.org')
  expect(await client({}).auth.me.query()).toBeNull()
})

test('errors have a code, a sentence, the fields, a status, and nothing from inside', async () => {
  const { cookie } = await owner()
  const code = (error: unknown) => (error as { data: { httpStatus: number; reeve: unknown } }).data
  const asked = client({ cookie, origin }).domains.add.mutate({ service: 'no id', name: 'x' })
  expect(code(await asked.catch((error: unknown) => error))).toMatchObject({ httpStatus: 404, reeve: { code: 'not_found', fields: {} } })
  const wrong = client({ origin }).auth.signIn.mutate({ email: 'x', password: '' })
  const data = code(await wrong.catch((error: unknown) => error))
  expect(data).toMatchObject({ httpStatus: 400, reeve: { code: 'bad_input', fields: { email: [expect.stringContaining('e-mail')] } } })
  expect(JSON.stringify(data)).not.toContain('stack')
})

test('too large a body is refused before it is read', async () => {
  const body = JSON.stringify({ json: 'x'.repeat(3_000_000) })
  const headers = { 'content-type': 'application/json', origin }
  const response = await fetch(`${url}/trpc/auth.signIn`, { method: 'POST', headers, body })
  expect(response.status).toBe(413)
})

test('a request carries 20 calls and no more', async () => {
  const batch = (calls: number) => fetch(`${url}/trpc/${Array.from({ length: calls }, () => 'setup.state').join(',')}?batch=1&input={}`)
  expect((await batch(20)).status).toBe(200)
  expect((await batch(21)).status).toBe(400)
})

test('a stream of changes reaches its reader over HTTP, and does not keep the process from ending', async () => {
  const { cookie, tenant } = await owner()
  const response = await fetch(`${url}/trpc/live.changes`, { headers: { cookie, accept: 'text/event-stream' } })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let read = ''
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }))
      if (done) return
      read += decoder.decode(value, { stream: true })
    }
  })()
  await until(() => {
    backend.app.live.publish('services', tenant)
    backend.app.live.publish('plans', null)
    return read.includes('"services"')
  })
  expect(read).not.toContain('plans')
  await server.close(5000)
  await reading
})

test('an archive streams through to the keep, for those who may deploy', async () => {
  const { cookie, service } = await owner()
  const put = (headers: Record<string, string>, query = `service=${service}&format=zip`) =>
    fetch(`${url}/uploads?${query}`, { method: 'PUT', headers, body: Buffer.alloc(100_000) })
  const uploaded = await put({ cookie, origin })
  expect(uploaded.status).toBe(201)
  const { upload, bytes } = (await uploaded.json()) as { upload: string; bytes: number }
  expect(bytes).toBe(100_000)
  const { action } = await client({ cookie, origin }).files.deploy.mutate({ service, upload })
  await backend.app.dispatcher.ended(action, 20_000)
  expect(door.done.at(-1)).toMatchObject({ name: 'site.deploy', input: { upload, bytes, format: 'zip' } })
  await expect(client({ cookie, origin }).files.deploy.mutate({ service, upload })).rejects.toThrow('not there any more')
  expect((await put({ cookie })).status).toBe(403)
  expect((await put({ origin })).status).toBe(401)
  expect((await put({ cookie, origin }, 'service=saaaaaaaaaaaa&format=zip')).status).toBe(404)
  expect((await put({ cookie, origin }, `service=${service}&format=exe`)).status).toBe(400)
})

test('a tenant has two archives at the keep at most, and a new one of a service replaces the one before', async () => {
  const { cookie, tenant, service } = await owner()
  const others = [await makeSite(backend.app, tenant, 'two'), await makeSite(backend.app, tenant, 'three')]
  const put = async (to: string) => {
    const answer = await fetch(`${url}/uploads?service=${to}&format=zip`, { method: 'PUT', headers: { cookie, origin }, body: 'archive' })
    return { status: answer.status, upload: ((await answer.json()) as { upload?: string }).upload ?? '' }
  }
  const first = await put(service)
  const second = await put(service)
  expect([...door.spool]).toEqual([second.upload])
  const deploy = (upload: string, to: string) => client({ cookie, origin }).files.deploy.mutate({ service: to, upload })
  await expect(deploy(first.upload, service)).rejects.toThrow('not there any more')
  const third = await put(others[0] ?? '')
  expect((await put(others[1] ?? '')).status).toBe(429)
  expect((await put(service)).status).toBe(201)
  await deploy(third.upload, others[0] ?? '')
  expect((await put(others[1] ?? '')).status).toBe(201)
})

test('an upload that breaks off is over at once, and an empty one is refused with what to do', async () => {
  const { cookie, service } = await owner()
  const where = `${url}/uploads?service=${service}&format=zip`
  for (let turn = 0; turn < 3; turn += 1) {
    const broken = new AbortController()
    const body = new ReadableStream({
      pull: (controller) => {
        controller.enqueue(Buffer.from('half'))
        broken.abort()
      },
    })
    const sent = fetch(where, { method: 'PUT', headers: { cookie, origin }, body, duplex: 'half', signal: broken.signal } as RequestInit)
    await expect(sent).rejects.toThrow()
  }
  const put = (body: string) => fetch(where, { method: 'PUT', headers: { cookie, origin }, body })
  await until(async () => (await put('archive')).status === 201)
  const empty = await put('')
  expect(empty.status).toBe(400)
  expect(await empty.text()).toContain('This file is empty')
})

test('a download is for the person who asked for it, once', async () => {
  const { cookie, tenant, service } = await owner()
  const { download } = await client({ cookie, origin }).files.download.mutate({ service, path: '' })
  const other = await person(backend.app, { member: { tenant, role: 'owner' } })
  const get = (who: string) => fetch(`${url}/downloads/${download}`, { headers: { cookie: who } })
  expect((await get(await cookieOf(other.person))).status).toBe(404)
  const response = await get(cookie)
  expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''site.tar.gz")
  expect(await response.text()).toBe('content')
  await until(async () => (await get(cookie)).status === 404)
})

test('who comes by the local socket is root, and the socket is root’s alone', async () => {
  const socketPath = join(folder, 'api.sock')
  await server.listen({ socket: socketPath })
  expect(statSync(socketPath).mode & 0o777).toBe(0o600)
  const answer = await new Promise<string>((resolve, reject) => {
    request({ socketPath, path: '/trpc/auth.me' }, (response) => {
      let text = ''
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve(text))
    })
      .on('error', reject)
      .end()
  })
  expect(JSON.parse(answer)).toMatchObject({ result: { data: { json: { person: 'root', role: 'administrator' } } } })
})

test('metrics are for who has the token, and without one there is no such address', async () => {
  const scrape = (token?: string) => fetch(`${url}/metrics`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })
  expect((await scrape('anything')).status).toBe(404)
  const { token } = await asRoot(backend.app).statistics.makeToken()
  expect((await scrape()).status).toBe(401)
  expect((await scrape(`${token}x`)).status).toBe(401)
  const { tenant, service } = await owner()
  door.busy = [{ service, tenant, values: { cpu: 0.25, answers5xx: 2, answerP95: 1500 } }]
  const answer = await scrape(token)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  const text = await answer.text()
  expect(text).toContain('# TYPE reeve_service_cpu_cores gauge\nreeve_service_cpu_cores{tenant="acme",service="shop"} 0.25\n')
  expect(text).toContain('reeve_service_answers_per_second{tenant="acme",service="shop",class="5xx"} 2\n')
  expect(text).toContain('reeve_service_answer_seconds{tenant="acme",service="shop",quantile="0.95"} 1.5\n')
  expect(text).toContain('reeve_services{state="absent"} 1\n')
  // Every family once, all its lines together.
  const types = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
  expect(new Set(types).size).toBe(types.length)
  const shape = /^(# (HELP|TYPE) reeve_|reeve_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+-]+$)/
  for (const line of text.trim().split('\n')) expect(line).toMatch(shape)

  await asRoot(backend.app).statistics.makeToken()
  expect((await scrape(token)).status).toBe(401)
  await asRoot(backend.app).statistics.endToken()
  expect((await scrape(token)).status).toBe(404)
})
