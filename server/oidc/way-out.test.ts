import { readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestAuthority } from '../../agents/core/testing/certificates.ts'
import { fetchBy } from './way-out.ts'

/** A provider behind the port: it says what it was asked. */
const host = 'id.example.org'
let server: Server
let port = 0
let authority = ''

beforeAll(async () => {
  const { folder, issue } = await createTestAuthority()
  const files = await issue(host)
  const [key, cert] = [readFileSync(files.key), readFileSync(files.certificate)]
  authority = readFileSync(files.authority, 'utf8')
  rmSync(folder, { recursive: true })
  server = createServer({ key, cert }, (request, response) => {
    if (request.url === '/long') return response.end(Buffer.alloc(2 * 1_048_576))
    return void text(request).then((body) => {
      const { method, url, headers } = request
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ method, url, host: headers.host, body }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

test('a request goes through the port to the host that the certificate names', async () => {
  const answer = await fetchBy({ host, port }, authority)(`https://${host}/token?a=b`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ code: 'c d' }),
  })
  expect(answer.status).toBe(201)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(await answer.json()).toEqual({ method: 'POST', url: '/token?a=b', host, body: 'code=c+d' })
})

test('a certificate of nobody known, or of another host, ends it', async () => {
  await expect(fetchBy({ host, port })(`https://${host}/`, {})).rejects.toThrow(/certificate/)
  const other = { host: 'other.example.org', port }
  await expect(fetchBy(other, authority)('https://other.example.org/', {})).rejects.toThrow("does not match certificate's altnames")
})

test('who says too much is not heard to the end', async () => {
  await expect(fetchBy({ host, port }, authority)(`https://${host}/long`, {})).rejects.toThrow('said too much')
})

test('there is one host and no other, and without one it says who opens the way', async () => {
  const refused = (url: string, way: Parameters<typeof fetchBy>[0]) => expect(fetchBy(way, authority)(url, {})).rejects
  await refused('https://id.example.org/x', undefined).toThrow('npm run up -- --sign-in id.example.org')
  await refused('https://other.example.org/x', { host, port }).toThrow('npm run up -- --sign-in other.example.org')
  await refused('http://id.example.org/x', { host, port }).toThrow('no way out')
  await refused('https://id.example.org:8443/x', { host, port }).toThrow('no way out')
})
