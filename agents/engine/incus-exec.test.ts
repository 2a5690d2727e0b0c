import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { incusExec } from './incus-exec.ts'
import { createTransport } from './transport.ts'

const folder = mkdtempSync(join(tmpdir(), 'reeve-exec-'))
const socket = join(folder, 'engine.sock')
const id = '01234567-89ab-cdef-0123-456789abcdef'
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const fds = { '0': 'in', '1': 'out', '2': 'err', control: 'control' }
const body = (status_code: number, metadata: object) =>
  JSON.stringify({ type: status_code < 200 ? 'async' : 'sync', metadata: { id, status_code, err: '', metadata } })

/** What a client said in one short frame. */
const unmasked = (frame: Buffer): string =>
  Buffer.from(frame.subarray(6, 6 + ((frame[1] ?? 0) & 0x7f)).map((byte, index) => byte ^ (frame[2 + (index & 3)] ?? 0))).toString()

/** An engine whose program runs until it is killed. `begun`: it is about to answer that the program is under way. */
async function engine(begun: () => void) {
  const streams: Duplex[] = []
  let die: () => void = () => undefined
  const dead = new Promise<void>((resolve) => {
    die = resolve
  })
  const server = createServer((request, response) => {
    if (request.method === 'GET') return void dead.then(() => response.end(body(200, { return: 137 })))
    begun()
    response.end(body(103, { fds }))
  })
  server.on('upgrade', (request, stream: Duplex) => {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${magic}`).digest('base64')
    const head = ['HTTP/1.1 101 Switching Protocols', 'upgrade: websocket', 'connection: upgrade', `sec-websocket-accept: ${accept}`]
    stream.write(`${head.join('\r\n')}\r\n\r\n`)
    streams.push(stream)
    stream.on('error', () => undefined)
    // The empty text ends what the program writes.
    void dead.then(() => stream.write(Buffer.from([0x81, 0x00])))
    if (request.url?.endsWith('secret=control')) {
      stream.on('data', (frame: Buffer) => {
        if (unmasked(frame) === '{"command":"signal","signal":9}') die()
      })
    } else stream.resume()
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const transport = createTransport(socket)
  const close = async () => {
    for (const stream of streams) stream.destroy()
    await transport.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true })
  }
  return { transport, dead, close }
}

test('a cancellation while the engine is about to begin kills the program as soon as it can be reached', async () => {
  const stop = new AbortController()
  const { transport, dead, close } = await engine(() => stop.abort())
  const running = incusExec(transport, 'p', 's', { argv: ['sleep', '1000'], signal: stop.signal })
  await expect(running).rejects.toMatchObject({ code: 'conflict' })
  await dead
  await close()
})
