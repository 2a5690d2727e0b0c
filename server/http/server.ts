import { chmodSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http'
import { maxBatchSize } from '../../contracts/api.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { App } from '../app.ts'
import { toTrpc } from '../errors.ts'
import { admitScraper, scrape } from '../statistics/scrape.ts'
import { appRouter } from '../trpc/root.ts'
import { contextOf, type Entry } from './context.ts'
import { letGo, sendError, sendJson } from './errors.ts'
import { receiveUpload, sendDownload } from './uploads.ts'

/** The largest request is a file of 1 MiB in base64, with room for its frame. */
const maxBodyBytes = 2_097_152

export interface Backend {
  listen(at: { address: string; port: number } | { socket: string }): Promise<number>
  /** Takes no new connection, ends streams, waits for requests under way for a while. */
  close(graceMs: number): Promise<void>
}

/** One HTTP server per entry; both serve the same router. */
export function makeBackend(app: App): Backend {
  const servers: Server[] = []
  const stopping = new AbortController()
  return {
    async listen(at) {
      const local = 'socket' in at
      const server = createServer((request, response) => {
        void answer(app, local ? 'local' : 'panel', stopping.signal, request, response)
      })
      server.requestTimeout = 0
      server.headersTimeout = 20_000
      servers.push(server)
      if (local) rmSync(at.socket, { force: true })
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        if (local) server.listen(at.socket, resolve)
        else server.listen(at.port, at.address, resolve)
      })
      if (local) chmodSync(at.socket, 0o600)
      const bound = server.address()
      return typeof bound === 'object' && bound !== null ? bound.port : 0
    },
    async close(graceMs) {
      stopping.abort()
      const closing = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
      for (const server of servers) server.closeIdleConnections()
      const timer = setTimeout(() => {
        for (const server of servers) server.closeAllConnections()
      }, graceMs)
      await Promise.all(closing)
      clearTimeout(timer)
    },
  }
}

async function answer(app: App, entry: Entry, stopping: AbortSignal, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    response.setHeader('x-content-type-options', 'nosniff')
    const url = new URL(request.url ?? '/', 'http://backend')
    if (url.pathname.startsWith('/trpc/')) return await trpc(app, entry, stopping, url, request, response)
    if (url.pathname === '/health' && request.method === 'GET') return sendJson(response, 200, { ok: true })
    if (url.pathname === '/metrics' && request.method === 'GET') return await sendMetrics(app, entry, request, response)
    if (url.pathname === '/uploads' && request.method === 'PUT')
      return await receiveUpload(await contextOf(app, entry, request, response), url, request, response)
    const download = /^\/downloads\/([a-z0-9]{1,40})$/.exec(url.pathname)?.[1]
    if (download !== undefined && request.method === 'GET')
      return await sendDownload(await contextOf(app, entry, request, response), download, response)
    throw new ReeveError('not_found', 'There is nothing at this address.')
  } catch (error) {
    sendError(app, response, error)
    letGo(request)
  }
}

/** Root of the machine needs no token. */
async function sendMetrics(app: App, entry: Entry, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (entry !== 'local') admitScraper(app, request.headers.authorization)
  const text = await scrape(app)
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' }).end(text)
}

async function trpc(app: App, entry: Entry, stopping: AbortSignal, url: URL, request: IncomingMessage, response: ServerResponse) {
  // The adapter ends subscriptions when the response closes: an open stream would keep the process alive for ever.
  const end = (): void => void response.destroy()
  stopping.addEventListener('abort', end)
  response.once('close', () => stopping.removeEventListener('abort', end))
  await nodeHTTPRequestHandler({
    req: request,
    res: response,
    path: decodeURIComponent(url.pathname.slice('/trpc/'.length)),
    router: appRouter,
    maxBodySize: maxBodyBytes,
    maxBatchSize,
    createContext: () =>
      contextOf(app, entry, request, response).catch((error: unknown) => {
        throw error instanceof ReeveError ? toTrpc(error) : error
      }),
    onError: () => undefined,
  })
}
