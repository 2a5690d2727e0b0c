import { connect as openTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect as openTls, type TLSSocket } from 'node:tls'
import { connect } from '../../../cli/api.ts'
import { projectOf } from '../../../contracts/ids.ts'
import { cards, paths } from '../../../contracts/zones.ts'
import { engine } from './engine.ts'

/** Where clients find the gate. */
export const gate = cards.gate.uplink[1]
/** The backend's own interface, as the machine's root. */
export const api = connect({ socket: paths.cliSocket })

/** What the engine says that the service's VPS is. */
export async function powerOf(tenant: string, service: string): Promise<string> {
  const { status } = await engine<{ status: string }>(`/1.0/instances/${service}?project=${projectOf(tenant)}`)
  return status.toLowerCase()
}

/** Who woke the service, newest first. */
export const wakesOf = (service: string) => api.services.wakes.query({ service })

/** A raw connection and the first bytes that come back, or the code of the error that ended it; `closed` when it ended without either. */
export function talk(address: string, port: number, send: Uint8Array | string = ''): Promise<{ socket: Socket; answer: string }> {
  return new Promise((resolve) => {
    const socket = openTcp(port, address)
    const end = (answer: string) => resolve({ socket, answer })
    socket.once('data', (bytes) => end(bytes.toString('latin1')))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'))
    socket.once('close', () => end('closed'))
    if (send.length > 0) socket.write(send)
  })
}

/** A TLS connection to the gate for a server name, once its handshake is over. */
export function handshake(servername: string, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = openTls({ host: gate, port: 443, servername, rejectUnauthorized: false, ...options })
    socket.once('secureConnect', () => resolve(socket))
    socket.once('error', reject)
  })
}

/** One request on an open connection; gives the first line of the answer. */
export function ask(socket: Socket, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once('data', (bytes) => resolve(bytes.toString('latin1').split('\r\n')[0] ?? ''))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed')))
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  })
}
