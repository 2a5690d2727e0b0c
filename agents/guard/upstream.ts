import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect, type TLSSocket } from 'node:tls'
import { Agent } from 'undici'

/** The way to the engine as one agent: its certificate, and the engine's own pinned. */
export interface Upstream {
  /** For requests. */
  dispatcher: Agent
  /** For websockets: a connection of its own. */
  connect(): Promise<TLSSocket>
  origin: string
}

export const fingerprintOf = (pem: string | Buffer): string => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()

/** `pin`: SHA-256 of the engine's certificate, hex. Names and dates in it do not count: it is this one or none. */
export function createUpstream(engine: string, files: { certificate: string; key: string }, pin: string): Upstream {
  const { hostname, port, origin } = new URL(engine)
  const identity = { cert: readFileSync(files.certificate), key: readFileSync(files.key) }

  function open(): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: hostname,
        port: Number(port),
        ...identity,
        rejectUnauthorized: false,
        minVersion: 'TLSv1.3',
        ALPNProtocols: ['http/1.1'],
      })
      const timer = setTimeout(() => socket.destroy(new Error('the engine takes no connection')), 5000)
      socket.once('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
      socket.once('secureConnect', () => {
        clearTimeout(timer)
        const shown = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase()
        if (shown === pin) resolve(socket)
        else socket.destroy(new Error('this is not the engine: its certificate is another one'))
      })
    })
  }

  const dispatcher = new Agent({
    connections: 32,
    keepAliveTimeout: 30_000,
    // Operations are waited for up to a minute and a half; the agents have their own limits.
    headersTimeout: 120_000,
    bodyTimeout: 120_000,
    connect: (_options, done) => {
      open().then(
        (socket) => done(null, socket),
        (error: Error) => done(error, null),
      )
    },
  })
  return { dispatcher, connect: open, origin }
}
