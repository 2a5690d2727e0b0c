import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import * as z from 'zod'
import { engineError } from './errors.ts'
import { incusInstances } from './incus-instances.ts'
import { createTransport } from './transport.ts'
import { openWebSocket } from './websocket.ts'

const folder = mkdtempSync(join(tmpdir(), 'reeve-transport-'))
const socket = join(folder, 'engine.sock')
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  rmSync(socket, { force: true })
})

interface Reply {
  status?: number
  body: unknown
  etag?: string
}

/** An engine that answers `METHOD path` from a list, each answer once; `'cut'` breaks the connection. */
async function engine(replies: Record<string, (Reply | 'cut')[]>) {
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    const line = `${request.method} ${request.url?.split('?')[0]}`
    asked.push(line + (request.headers['if-match'] === undefined ? '' : ` if ${request.headers['if-match']}`))
    request.resume()
    const reply = replies[line]?.shift()
    if (reply === undefined || reply === 'cut') return void request.socket.destroy()
    if (reply.etag !== undefined) response.setHeader('etag', reply.etag)
    response.writeHead(reply.status ?? 200).end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body))
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const transport = createTransport(socket)
  closing.push(
    () => transport.close(),
    () => new Promise((resolve) => server.close(resolve)),
  )
  return { transport, asked }
}

const sync = (metadata: unknown, etag = ''): Reply => ({ body: { type: 'sync', metadata }, etag })
const failed = (code: number, error: string): Reply => ({ status: code, body: { type: 'error', error, error_code: code, metadata: null } })
const id = '01234567-89ab-cdef-0123-456789abcdef'
const operation = (status_code: number, err = ''): Reply => ({
  body: { type: status_code < 200 ? 'async' : 'sync', metadata: { id, status_code, err, metadata: { done: true } } },
})

test('an operation is waited for, and its failure is the error', async () => {
  const { transport } = await engine({
    'POST /1.0/instances': [operation(103), operation(103)],
    [`GET /1.0/operations/${id}/wait`]: [operation(103), operation(200), operation(400, 'no space left on device')],
  })
  expect(await transport.change('POST', '/1.0/instances', { body: {} })).toEqual({ done: true })
  await expect(transport.change('POST', '/1.0/instances', { body: {} })).rejects.toMatchObject({ code: 'storage_full' })
})

test('an operation that a restarted engine forgot is unknown, not failed', async () => {
  const { transport } = await engine({
    'DELETE /1.0/x': [operation(103)],
    [`GET /1.0/operations/${id}/wait`]: [failed(404, 'Operation not found')],
  })
  await expect(transport.change('DELETE', '/1.0/x')).rejects.toMatchObject({ code: 'unavailable' })
})

test('a change that somebody else overtook is made again on what is there now', async () => {
  const { transport, asked } = await engine({
    'GET /1.0/x': [sync({ count: 1 }, 'aa'), sync({ count: 2 }, 'bb')],
    'PUT /1.0/x': [failed(412, 'ETag doesn’t match'), sync({})],
  })
  const counts: number[] = []
  await transport.revise('PUT', '/1.0/x', z.object({ count: z.int() }), ({ count }) => {
    counts.push(count)
    return { count: count + 1 }
  })
  expect(counts).toEqual([1, 2])
  expect(asked).toEqual(['GET /1.0/x', 'PUT /1.0/x if aa', 'GET /1.0/x', 'PUT /1.0/x if bb'])
})

test('absent is undefined where one looks, and an error where one must find', async () => {
  const { transport } = await engine({ 'GET /1.0/x': [failed(404, 'Image alias not found'), failed(404, 'not found')] })
  expect(await transport.find('/1.0/x', z.unknown())).toBeUndefined()
  await expect(transport.get('/1.0/x', z.unknown())).rejects.toMatchObject({ code: 'not_found' })
})

test('an engine that is gone, breaks off or talks nonsense may be asked again', async () => {
  const { transport } = await engine({ 'GET /1.0/x': ['cut', { body: '<html>' }] })
  await expect(transport.get('/1.0/x', z.unknown())).rejects.toMatchObject({ code: 'unavailable' })
  await expect(transport.get('/1.0/x', z.unknown())).rejects.toMatchObject({ code: 'unavailable' })
  const nobody = createTransport(join(folder, 'nobody.sock'))
  closing.push(() => nobody.close())
  await expect(nobody.get('/1.0/x', z.unknown())).rejects.toMatchObject({ code: 'unavailable' })
  await expect(openWebSocket(join(folder, 'nobody.sock'), '/1.0/events')).rejects.toMatchObject({ code: 'unavailable' })
})

test('a refused websocket is the refusal', async () => {
  await engine({ 'GET /1.0/events': [failed(403, 'no')] })
  await expect(openWebSocket(socket, '/1.0/events')).rejects.toMatchObject({ code: 'forbidden' })
})

test.each(['Failed to start device "eth0": MAC address "02:88:0a:58:01:02" is already in use', 'Failed to run: forkstart: exit status 1'])(
  'a VPS that does not come up has failed to start, whatever the engine calls it: %s',
  async (words) => {
    const times = { created_at: '2026-01-01T00:00:00Z', last_used_at: '1970-01-01T00:00:00Z' }
    const stopped = { project: 'p', name: 's', status: 'Stopped', config: {}, devices: {}, ...times }
    const { transport } = await engine({
      'PUT /1.0/instances/s/state': [operation(103)],
      [`GET /1.0/operations/${id}/wait`]: [operation(400, words)],
      'GET /1.0/instances/s': [sync(stopped)],
    })
    const starting = incusInstances(transport).setState('p', 's', 'start')
    await expect(starting).rejects.toMatchObject({ code: 'start_failed', cause: { cause: { message: expect.stringContaining(words) } } })
  },
)

test.each([
  [400, 'Failed checking if instance creation allowed: Reached maximum number of instances in project "x"', 'over_limit'],
  [500, 'Failed to create "projects" entry: UNIQUE constraint failed: projects.name', 'conflict'],
  [500, 'write /srv/x: disk quota exceeded', 'storage_full'],
  [500, 'Error deleting storage volume: ERROR: Not a Btrfs subvolume: Invalid argument', 'unavailable'],
  [500, 'Use of low-level config "raw.lxc" on container "a" of project "x" is forbidden', 'forbidden'],
  [500, 'Image not provided for instance creation', 'image_missing'],
  [500, 'open /var/lib/incus/storage-pools/reeve-roots/containers/x/rootfs: no such file or directory', 'image_missing'],
  [404, 'Storage volume not found', 'not_found'],
  [403, 'the image was not found', 'forbidden'],
  [503, 'Daemon is shutting down', 'unavailable'],
  [500, 'something else', 'internal'],
])('the engine’s %i "%s" is %s', (status, words, code) => {
  const error = engineError(status, words, 'test')
  expect(error.code).toBe(code)
  expect(error.message).not.toContain(words)
})
