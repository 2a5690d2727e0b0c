import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../core/log.ts'
import { createTestAuthority } from '../core/testing/certificates.ts'
import { createIncus } from '../engine/incus.ts'
import { openWebSocket } from '../engine/websocket.ts'
import { serveProxy } from './proxy.ts'
import { rulesFor } from './rules.ts'
import { createUpstream, fingerprintOf, type Upstream } from './upstream.ts'

const project = 'reeve-taaaaaaaaaaaa'
const service = 'saaaaaaaaaaaa'
const folder = mkdtempSync(join(tmpdir(), 'reeve-proxy-'))
const socket = join(folder, 'services.sock')
const seen: { line: string; peer: string; headers: NodeJS.Dict<string | string[]>; body: string }[] = []
const closing: (() => Promise<unknown> | undefined)[] = []
let origin = ''
let upstream: Upstream
let files: { certificate: string; key: string }

/** Stands for the engine: writes down what reaches it, and echoes on websockets. */
beforeAll(async () => {
  const authority = await createTestAuthority()
  const own = await authority.issue('engine')
  files = await authority.issue('services')
  const identity = { cert: readFileSync(own.certificate), key: readFileSync(own.key) }
  const engine = createServer({ ...identity, requestCert: true, rejectUnauthorized: false }, async (request, response) => {
    const peer = (request.socket as TLSSocket).getPeerCertificate().subject.CN
    seen.push({ line: `${request.method} ${request.url}`, peer: String(peer), headers: request.headers, body: await text(request) })
    const metadata = request.url?.startsWith('/1.0/certificates/') ? { projects: [], restricted: true } : []
    response.setHeader('etag', '0a1b').end(JSON.stringify({ type: 'sync', metadata }))
  })
  engine.on('upgrade', (request, stream) => {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    const head = `HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: ${accept}\r\n\r\n`
    if (request.url?.startsWith('/1.0/events')) return void stream.write(head)
    // "hello" in a binary message, the mark of the end, and gone.
    stream.write(Buffer.concat([Buffer.from(head), Buffer.from([0x82, 5]), Buffer.from('hello'), Buffer.from([0x81, 0])]))
    stream.end()
  })
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve))
  origin = `https://127.0.0.1:${(engine.address() as AddressInfo).port}`
  upstream = createUpstream(origin, files, fingerprintOf(identity.cert))
  const proxy = await serve(socket, upstream)
  closing.push(
    () => proxy.close(),
    () => upstream.dispatcher.destroy(),
    () => new Promise((resolve) => engine.close(resolve)),
    async () => {
      for (const path of [authority.folder, folder]) rmSync(path, { recursive: true })
    },
  )
})
afterAll(async () => {
  for (const close of closing) await close()
})

const serve = (path: string, upstream: ReturnType<typeof createUpstream>) =>
  serveProxy({
    agent: 'services',
    socket: path,
    group: undefined,
    rules: rulesFor('services', []),
    upstream,
    log: createLog('guard', 'silent'),
  })

test('what is on the list reaches the engine in the agent’s name, written anew', async () => {
  const incus = createIncus(socket)
  closing.unshift(() => incus.close())
  seen.length = 0
  await incus.createSnapshot(project, { instance: service }, 'before')
  await incus.writeFile(project, service, '/srv/a b', 'bytes', { uid: 33, gid: 33, mode: 0o640 })
  expect(seen.map(({ line, peer, body }) => [line, peer, body])).toEqual([
    [`POST /1.0/instances/${service}/snapshots?project=${project}`, 'services', '{"name":"before"}'],
    [`POST /1.0/instances/${service}/files?project=${project}&path=%2Fsrv%2Fa+b`, 'services', 'bytes'],
  ])
  expect(seen[1]?.headers).toMatchObject({ 'x-incus-uid': '33', 'x-incus-mode': '0640' })
  expect(statSync(socket).mode & 0o777).toBe(0o660)
})

test('what is not on the list is refused in the engine’s own form and reaches nobody', async () => {
  const incus = createIncus(socket)
  closing.unshift(() => incus.close())
  seen.length = 0
  await expect(incus.getInstance('reeve', 'keep')).rejects.toMatchObject({ code: 'forbidden' })
  await expect(incus.createVolume(project, 'reeve-data', { name: 'keep', sizeMiB: 64 })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(openWebSocket(socket, '/1.0/events?all-projects=true&type=lifecycle')).rejects.toMatchObject({ code: 'forbidden' })
  expect(seen).toEqual([])
})

test('a websocket passes, and what was sent before the end arrives', async () => {
  const path = `/1.0/operations/01234567-89ab-cdef-0123-456789abcdef/websocket?secret=${'0a'.repeat(32)}`
  const stream = await openWebSocket(socket, path)
  expect(await text(stream)).toBe('hello')
})

test('a stream of events ends when the rights of its certificate change, so that it is opened again with the new ones', async () => {
  const certificate = 'cd'.repeat(32)
  const common = { group: undefined, upstream, log: createLog('guard', 'silent') }
  const waker = await serveProxy({ ...common, agent: 'waker', socket: join(folder, 'waker.sock'), rules: rulesFor('waker', []) })
  const paths: string[] = []
  const changed = (path: string) => {
    paths.push(path)
    waker.endStreams()
  }
  const rules = rulesFor('tenancy', [certificate])
  const tenancy = await serveProxy({ ...common, agent: 'tenancy', socket: join(folder, 'tenancy.sock'), rules, changed })
  const incus = createIncus(join(folder, 'tenancy.sock'))
  closing.unshift(
    () => incus.close(),
    () => waker.close(),
    () => tenancy.close(),
  )
  const stream = await openWebSocket(join(folder, 'waker.sock'), '/1.0/events?all-projects=true&type=lifecycle')
  const ended = new Promise((resolve) => stream.once('error', resolve))
  stream.resume()
  await incus.listInstances(project)
  expect(stream.destroyed).toBe(false)
  await incus.updateCertificateProjects(certificate, (projects) => [...projects, project])
  expect(await ended).toMatchObject({ code: 'unavailable' })
  expect(paths).toEqual([`/1.0/certificates/${certificate}`])
})

test('another server in the engine’s place is not spoken to', async () => {
  const upstream = createUpstream(origin, files, 'ab'.repeat(32))
  const path = join(folder, 'wrong.sock')
  const proxy = await serve(path, upstream)
  const incus = createIncus(path)
  closing.unshift(
    () => incus.close(),
    () => proxy.close(),
    () => upstream.dispatcher.destroy(),
  )
  seen.length = 0
  await expect(incus.listInstances(project)).rejects.toMatchObject({ code: 'unavailable' })
  expect(seen).toEqual([])
})
