import 'server-only'
import type { ErrorCode } from '@/contracts/errors'
import { backendAddress } from './backend'
import { stopping } from './stopping'

/** Headers that the backend gets to see. The forwarded address is the gate's word; it drops what clients write there. */
const passedOn = [
  'accept',
  'content-type',
  'content-length',
  'cookie',
  'last-event-id',
  'origin',
  'sec-fetch-site',
  'trpc-accept',
  'user-agent',
  'x-forwarded-for',
]
const passedBack = [
  'cache-control',
  'content-disposition',
  'content-length',
  'content-type',
  'retry-after',
  'vary',
  'x-accel-buffering',
  'x-content-type-options',
]

const choose = (from: Headers, names: readonly string[]): Headers => {
  const chosen = new Headers()
  for (const name of names) {
    const value = from.get(name)
    if (value !== null) chosen.set(name, value)
  }
  return chosen
}

/** Headers of a request to the panel as they go to the backend. */
export function callerHeaders(from: Headers): Headers {
  const chosen = choose(from, passedOn)
  // An API token. What a server in front of the panel asks for by the same header is none of the backend's business.
  const token = from.get('authorization')
  if (token?.startsWith('Bearer ')) chosen.set('authorization', token)
  return chosen
}

const failure = (status: number, code: ErrorCode, message: string): Response =>
  Response.json({ error: { code, message } }, { status, headers: { 'cache-control': 'no-store' } })

interface Limits {
  /** Largest body in bytes. */
  body: number
  /** A header more that this path has a use for. */
  header?: 'authorization'
}

/**
 * Sends a request on to the backend and streams the answer back: same method, body, cookie. Nothing is decided here; what is refused
 * here is refused only to spare the backend. An unreachable backend answers 502 with code `unavailable`.
 */
export async function forward(request: Request, path: string, limits: Limits): Promise<Response> {
  const length = Number(request.headers.get('content-length') ?? '0')
  if (!(length <= limits.body)) return failure(413, 'too_large', 'The request is too large.')
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD' && request.body !== null
  const headers = callerHeaders(request.headers)
  const more = limits.header === undefined ? null : request.headers.get(limits.header)
  if (limits.header !== undefined && more !== null) headers.set(limits.header, more)
  const init: RequestInit & { duplex?: 'half' } = {
    method: request.method,
    headers,
    redirect: 'manual',
    cache: 'no-store',
    signal: AbortSignal.any([request.signal, stopping().signal]),
  }
  if (hasBody && request.body !== null) {
    init.body = request.headers.has('content-length') ? request.body : atMost(request.body, limits.body)
    init.duplex = 'half'
  }
  try {
    const answer = await fetch(`${backendAddress()}${path}`, init)
    const back = choose(answer.headers, passedBack)
    for (const cookie of answer.headers.getSetCookie()) back.append('set-cookie', cookie)
    return new Response(answer.body, { status: answer.status, headers: back })
  } catch (error) {
    if (isTooLarge(error)) return failure(413, 'too_large', 'The request is too large.')
    if (request.signal.aborted) return new Response(null, { status: 499 })
    console.error(JSON.stringify({ level: 'error', path, msg: 'backend did not answer', error: String(error) }))
    return failure(502, 'unavailable', 'The backend does not answer. Wait a moment, then try again.')
  }
}

class TooLarge extends Error {
  override name = 'TooLarge'
}

/** The fetch wraps what broke its body. */
const isTooLarge = (error: unknown): boolean => error instanceof TooLarge || (error instanceof Error && error.cause instanceof TooLarge)

/** A body of unknown length, cut off with an error beyond `bytes`. */
function atMost(body: ReadableStream<Uint8Array>, bytes: number): ReadableStream<Uint8Array> {
  let seen = 0
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        seen += chunk.byteLength
        if (seen > bytes) controller.error(new TooLarge())
        else controller.enqueue(chunk)
      },
    }),
  )
}
