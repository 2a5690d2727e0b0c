import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { ReeveError } from '../../contracts/errors.ts'
import { answerRequest, type Routes } from './http.ts'
import type { Log } from './log.ts'
import type { Closable } from './process.ts'
import { closable } from './socket-server.ts'

/** Paths of PEM files: own certificate and key, and the CA of the installation. */
export interface TlsFiles {
  certificate: string
  key: string
  authority: string
}

export interface MtlsServerOptions {
  listen: { address: string; port: number }
  tls: TlsFiles
  /** Common names of client certificates that may come in at all. */
  clients: readonly string[]
  /** Addresses that may connect; absent: any. */
  from?: readonly string[]
  routes: Routes
  log: Log
}

export const readTls = (tls: TlsFiles) => ({
  cert: readFileSync(tls.certificate),
  key: readFileSync(tls.key),
  ca: readFileSync(tls.authority),
  minVersion: 'TLSv1.3' as const,
})

/** HTTPS that speaks to holders of a certificate of our CA with one of the given names only. `port` 0 takes a free one. */
export async function serveMtls({ listen, tls, clients, from, routes, log }: MtlsServerOptions): Promise<Closable & { port: number }> {
  const guarded: Routes = Object.fromEntries(
    Object.entries(routes).map(([pattern, route]) => [
      pattern,
      async (exchange) => {
        if (!clients.includes(exchange.peer)) throw new ReeveError('forbidden', 'This certificate may not ask here.')
        return route(exchange)
      },
    ]),
  )
  const opened = new WeakMap<Socket, number>()
  const server = createServer({ ...readTls(tls), requestCert: true, rejectUnauthorized: true }, (request, response) => {
    void answerRequest(guarded, request, response, commonName(request.socket as TLSSocket), log, opened.get(request.socket))
  })
  server.on('connection', (socket: Socket) => {
    if (from !== undefined && !from.includes(socket.remoteAddress ?? '')) socket.destroy()
  })
  server.on('secureConnection', (socket: TLSSocket) => opened.set(socket, Date.now()))
  // Uploads and observations take as long as they take; the headers do not.
  server.requestTimeout = 0
  server.headersTimeout = 10_000
  // A handshake costs more than a whole wake of a frozen service.
  server.keepAliveTimeout = 600_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(listen.port, listen.address, resolve)
  })
  const bound = server.address()
  return { ...closable(server), port: typeof bound === 'object' && bound !== null ? bound.port : listen.port }
}

function commonName(socket: TLSSocket): string {
  const name = socket.authorized ? socket.getPeerCertificate().subject?.CN : undefined
  return typeof name === 'string' ? name : ''
}
