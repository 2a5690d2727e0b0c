import type { IncomingMessage, ServerResponse } from 'node:http'
import type * as z from 'zod'
import { type ErrorCode, errorView, ReeveError } from '../../contracts/errors.ts'
import { errorAnswer } from './answers.ts'
import type { Log } from './log.ts'

/** One request on its way: what a route gets. */
export interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  /** Parts of the path that the pattern names with a colon. */
  params: Record<string, string>
  /** Common name of the client's certificate; empty on unix sockets. */
  peer: string
  /** Milliseconds since 1970: when the connection was opened; 0 where nobody looks. */
  connectedAt: number
  /** Fires when the client went away. */
  signal: AbortSignal
  /** The JSON body, parsed. Throws `bad_input`, `too_large`. */
  body<S extends z.ZodType>(schema: S, maxBytes?: number): Promise<z.infer<S>>
}

/** A route answers with a value (sent as JSON, status 200) or writes the response itself and gives undefined. */
export type Route = (exchange: Exchange) => Promise<unknown>
/** `GET /v1/things/:id` -> route. */
export type Routes = Readonly<Record<string, Route>>

const statuses: Partial<Record<ErrorCode, number>> = {
  bad_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
  timeout: 504,
}

/** Answers one request from a table of routes. Whatever a route throws becomes an error line (contracts/progress.ts) with a fitting status. */
export async function answerRequest(
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
  peer: string,
  log: Log,
  connectedAt = 0,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  try {
    const url = new URL(request.url ?? '/', 'http://agent')
    const found = findRoute(routes, request.method ?? 'GET', url.pathname)
    if (found === undefined) throw new ReeveError('not_found', 'There is no such route.')
    const body: Exchange['body'] = (schema, maxBytes) => readJson(request, schema, maxBytes)
    const value = await found.route({ request, response, url, params: found.params, peer, connectedAt, signal: gone.signal, body })
    if (value !== undefined) sendJson(response, 200, value)
  } catch (error) {
    if (!(error instanceof ReeveError)) log.error({ err: error, path: request.url }, 'a route failed')
    sendError(response, error)
    letGo(request)
  }
}

const lingerMs = 5000

/**
 * What is left of a refused request is read and thrown away for a moment: whoever is still sending reads the answer only while the connection
 * stands. Then it is cut.
 */
function letGo(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  const timer = setTimeout(() => request.destroy(), lingerMs).unref()
  request.once('close', () => clearTimeout(timer))
  request.resume()
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
}

function sendError(response: ServerResponse, error: unknown): void {
  // Half an answer is out already: a cut connection is the only honest end.
  if (response.headersSent) response.destroy()
  else sendJson(response, statuses[errorView(error).code] ?? 500, errorAnswer(error))
}

/** The whole body as bytes. Throws `too_large` beyond the limit. */
export async function readBody(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of stream) {
    length += part.length
    if (length > maxBytes) throw new ReeveError('too_large', `Send at most ${maxBytes} bytes.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

async function readJson<S extends z.ZodType>(request: IncomingMessage, schema: S, maxBytes = 2_097_152): Promise<z.infer<S>> {
  const bytes = await readBody(request.iterator({ destroyOnReturn: false }), maxBytes)
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw new ReeveError('bad_input', 'The body is no JSON.', error)
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new ReeveError('bad_input', 'The body does not fit its schema.', parsed.error)
  return parsed.data
}

function findRoute(routes: Routes, method: string, path: string): { route: Route; params: Record<string, string> } | undefined {
  const parts = path.split('/')
  for (const [pattern, route] of Object.entries(routes)) {
    const [wantedMethod, wantedPath = ''] = pattern.split(' ')
    const wanted = wantedPath.split('/')
    if (wantedMethod !== method || wanted.length !== parts.length) continue
    const params: Record<string, string> = {}
    const fits = wanted.every((part, index) => {
      const given = parts[index] ?? ''
      if (!part.startsWith(':')) return part === given
      params[part.slice(1)] = given
      return given !== ''
    })
    if (fits) return { route, params }
  }
  return undefined
}
