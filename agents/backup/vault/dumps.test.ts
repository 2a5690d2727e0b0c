import { randomBytes } from 'node:crypto'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { newId } from '../../../contracts/ids.ts'
import type { Exchange } from '../../core/http.ts'
import { createDumps } from './dumps.ts'
import type { Jobs } from './jobs.ts'
import { vaultRoutes } from './routes.ts'
import type { Vault } from './vault.ts'

const parts = Array.from({ length: 64 }, () => randomBytes(16_384))
const whole = 64 * 16_384
const under: string[] = []
/** A vault whose backups have more bytes than any buffer between. */
const vault = {
  list: async () => ({ entries: [], truncated: false, folder: '' }),
  dump: async ({ owner }: { owner: string }, stdout: Writable, signal: AbortSignal) => {
    under.push(owner)
    await pipeline(Readable.from(parts), stdout, { signal })
  },
} as unknown as Vault

/** Reads all, or takes the first bytes and no more. */
class Reader extends Writable {
  bytes = 0
  constructor(readonly stuck: boolean) {
    super()
  }
  writeHead = () => this
  override _write(part: Buffer, _encoding: string, done: () => void) {
    this.bytes += part.length
    if (!this.stuck) done()
  }
}

const asked = (
  routes: ReturnType<typeof vaultRoutes>,
  path: string,
  owner: string,
  response = new Reader(false),
  signal = new AbortController().signal,
) => {
  const body = {
    owner,
    repository: 'local',
    source: newId('s'),
    backup: 'ab'.repeat(32),
    path: 'x',
    ...(path === '/v1/dump' && { archive: false }),
  }
  const exchange = {
    body: async (schema: { parse(value: unknown): unknown }) => schema.parse(body),
    response,
    signal,
  }
  return routes[`POST ${path}`]?.(exchange as unknown as Exchange)
}

test('who takes the bytes of a backup drop by drop holds up nobody else, and is cut off', async () => {
  const routes = vaultRoutes(vault, {} as Jobs, createDumps(300))
  const [slow, quick] = [newId('t'), newId('t')]
  const [drip, waiting, other] = [new Reader(true), new Reader(false), new Reader(false)]
  const dripped = asked(routes, '/v1/dump', slow, drip)
  const second = asked(routes, '/v1/dump', slow, waiting)
  await asked(routes, '/v1/list', slow)
  await asked(routes, '/v1/dump', quick, other)
  expect([other.bytes, drip.destroyed, waiting.bytes]).toEqual([whole, false, 0])
  expect(under).toEqual([slow, quick])
  await dripped
  expect(drip.destroyed).toBe(true)
  await second
  expect(waiting.bytes).toBe(whole)
})

test('whoever looks into a backup and goes away makes room for the next one, and not everybody may wait', async () => {
  const begun: string[] = []
  const hanging = {
    ...vault,
    list: ({ owner }: { owner: string }, signal: AbortSignal) => {
      begun.push(owner)
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))))
    },
  } as unknown as Vault
  const routes = vaultRoutes(hanging, {} as Jobs)
  const leaving = new AbortController()
  const looks = Array.from({ length: 40 }, () => asked(routes, '/v1/list', newId('t'), undefined, leaving.signal))
  const ends = Promise.allSettled(looks)
  await expect.poll(() => begun.length).toBe(2)
  await expect(asked(routes, '/v1/list', newId('t'))).rejects.toMatchObject({ code: 'unavailable' })
  leaving.abort()
  await ends
  expect(begun).toHaveLength(2)
  void asked(routes, '/v1/list', newId('t'))
  await expect.poll(() => begun.length).toBe(3)
})
