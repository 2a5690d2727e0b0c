import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { listenerIn } from './listeners.mjs'
import { holdsSocket } from './processes.mjs'

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F9A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F9B 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4243 1 0000000000000000 20 4 30 10 -1
`

test('a listener is found by its address and port, a connection is none', () => {
  expect(listenerIn(table, '127.0.0.1', 8090)).toBe('4242')
  expect(listenerIn(table, '127.0.0.1', 8091)).toBeUndefined()
  expect(listenerIn(table, '10.87.0.1', 8090)).toBeUndefined()
})

test('the process that listens is known by its socket', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const inode = listenerIn(readFileSync('/proc/net/tcp', 'utf8'), '127.0.0.1', (server.address() as AddressInfo).port)
  expect(inode).toMatch(/^\d+$/)
  expect(holdsSocket(process.pid, inode)).toBe(true)
  expect(holdsSocket(process.ppid, inode)).toBe(false)
  server.close()
})
