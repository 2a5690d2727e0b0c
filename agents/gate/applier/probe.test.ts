import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { untilAnswering } from './probe.ts'

const open: Server[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

async function listen(onConnection: (socket: Socket) => void, port = 0): Promise<number> {
  const server = createServer(onConnection)
  open.push(server)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}
/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const port = await listen(() => undefined)
  await new Promise((resolve) => open.pop()?.close(resolve))
  return port
}
const never = new AbortController().signal

test('a port that opens later is found', async () => {
  const port = await freePort()
  const answer = untilAnswering({ address: '127.0.0.1', port, probe: 'connect' }, 30_000, never)
  await listen((socket) => socket.destroy(), port)
  expect(await answer).toBeLessThan(30_000)
})

test('a port that stays closed is an error at the deadline', async () => {
  const port = await freePort()
  await expect(untilAnswering({ address: '127.0.0.1', port, probe: 'connect' }, 100, never)).rejects.toMatchObject({ code: 'no_answer' })
})

test('nobody waits: the asking ends', async () => {
  const gone = new AbortController()
  const answer = untilAnswering({ address: '127.0.0.1', port: await freePort(), probe: 'connect' }, 60_000, gone.signal)
  gone.abort()
  await expect(answer).rejects.toMatchObject({ code: 'unavailable' })
})

test('a database that accepts but still starts up is waited for', async () => {
  let asked = 0
  const port = await listen((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (packet) => {
      expect(packet.readInt32BE(0)).toBe(packet.length)
      expect(packet.readInt32BE(4)).toBe(196_608)
      asked += 1
      socket.end(asked < 3 ? 'E\0\0\0\x20SFATAL\0C57P03\0Mthe database system is starting up\0\0' : 'R\0\0\0\x08\0\0\0\x0a')
    })
  })
  await untilAnswering({ address: '127.0.0.1', port, probe: 'postgresql' }, 30_000, never)
  expect(asked).toBeGreaterThanOrEqual(3)
})
