import type { IncomingMessage, ServerResponse } from 'node:http'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { errorView, ReeveError } from '../../contracts/errors.ts'
import type { App } from '../app.ts'
import { toTrpc } from '../errors.ts'

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(value))
}

/** Errors outside tRPC have the same codes and sentences: `{ "error": { "code", "message" } }`. */
export function sendError(app: App, response: ServerResponse, error: unknown): void {
  const known = error instanceof ReeveError ? error : new ReeveError('internal', 'unknown', error)
  if (known.code === 'internal' || known.cause !== undefined) app.log.error({ err: known.cause ?? known }, 'request failed')
  if (response.headersSent) {
    response.destroy()
    return
  }
  sendJson(response, getHTTPStatusCodeFromError(toTrpc(known)), { error: errorView(error) })
}

const lingerMs = 5000

/**
 * What is left of a refused request is read and thrown away for a moment: whoever is still sending reads the answer only while the connection
 * stands. Then it is cut.
 */
export function letGo(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  const timer = setTimeout(() => request.destroy(), lingerMs).unref()
  request.once('close', () => clearTimeout(timer))
  request.unpipe()
  request.resume()
}
