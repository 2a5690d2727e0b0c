import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { EngineSocket } from './websocket.ts'

const ping = Buffer.from([0x89, 0x00])

test('a connection that breaks before anybody listens ends no process, and who reads then is told', async () => {
  const broken = new Duplex({
    read: () => undefined,
    write: (_bytes, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  })
  const socket = new EngineSocket(broken, ping)
  await new Promise((resolve) => socket.once('close', resolve))
  const read = async () => {
    for await (const part of socket) expect(part).toBeUndefined()
  }
  await expect(read()).rejects.toMatchObject({ code: 'unavailable' })
})
