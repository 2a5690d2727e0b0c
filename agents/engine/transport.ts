import { Agent, type Dispatcher, request } from 'undici'
import * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { connectionError, engineError, hasStatus } from './errors.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Query = Record<string, string | undefined>

export interface Call {
  query?: Query
  /** JSON, unless it is bytes. */
  body?: unknown
  headers?: Record<string, string>
  timeoutMs?: number
}

interface Answer {
  value: unknown
  etag: string
}

/** The engine's HTTP: one answer or one error of ours, and operations waited for. */
export interface Transport {
  readonly socket: string
  /** The parsed `metadata`. */
  get<S extends z.ZodType>(path: string, schema: S, query?: Query): Promise<z.infer<S>>
  /** The same, and undefined when the engine has no such object. */
  find<S extends z.ZodType>(path: string, schema: S, query?: Query): Promise<z.infer<S> | undefined>
  /** A change; waits for its operation. Gives the operation's or the answer's metadata. */
  change(method: Method, path: string, call?: Call): Promise<unknown>
  /** Starts an operation and gives it back at once. */
  begin(path: string, call: Call): Promise<Operation>
  wait(operation: Operation, timeoutMs?: number): Promise<Operation>
  /** Reads, lets `next` make the changed part, and sends it under the ETag; again when somebody else was quicker. */
  revise<S extends z.ZodType>(
    method: 'PUT' | 'PATCH',
    path: string,
    schema: S,
    next: (now: z.infer<S>) => unknown,
    query?: Query,
  ): Promise<void>
  raw(method: Method, path: string, call?: Call): Promise<Dispatcher.ResponseData>
  close(): Promise<void>
}

const operation = z.object({
  id: z.string(),
  status_code: z.int(),
  err: z.string().default(''),
  metadata: z.record(z.string(), z.unknown()).nullish(),
})
export type Operation = z.infer<typeof operation>

const envelope = z.object({
  type: z.enum(['sync', 'async', 'error']),
  error: z.string().default(''),
  error_code: z.int().default(0),
  metadata: z.unknown(),
})

const succeeded = 200

const callTimeout = 30_000
const operationTimeout = 300_000
const tries = 5

export const urlOf = (path: string, query: Query = {}): string => {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const search = new URLSearchParams(pairs).toString()
  return `http://engine${path}${search === '' ? '' : `?${search}`}`
}

/** Speaks to the engine, or to the guard in front of it, on a unix socket. */
export function createTransport(socket: string): Transport {
  const dispatcher = new Agent({ connect: { socketPath: socket }, connections: 32, keepAliveTimeout: 10_000 })

  async function raw(method: Method, path: string, call: Call = {}): Promise<Dispatcher.ResponseData> {
    const { query, body, headers = {}, timeoutMs = callTimeout } = call
    const bytes = body === undefined || body instanceof Uint8Array
    try {
      return await request(urlOf(path, query), {
        method,
        dispatcher,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        headers: bytes ? headers : { 'content-type': 'application/json', ...headers },
        body: bytes ? ((body as Uint8Array | undefined) ?? null) : JSON.stringify(body),
      })
    } catch (error) {
      throw connectionError(error, `${method} ${path}`)
    }
  }

  async function send(method: Method, path: string, call?: Call): Promise<Answer & { type: 'sync' | 'async' }> {
    const doing = `${method} ${path}`
    const answer = await raw(method, path, call)
    const text = await answer.body.text().catch((error: unknown) => {
      throw connectionError(error, doing)
    })
    const parsed = envelope.safeParse(parseJson(text))
    if (!parsed.success) throw engineError(answer.statusCode < 400 ? 502 : answer.statusCode, text.slice(0, 300), doing)
    const { type, error, error_code, metadata } = parsed.data
    if (type === 'error' || answer.statusCode >= 400) throw engineError(error_code || answer.statusCode, error, doing)
    return { type, value: metadata, etag: String(answer.headers.etag ?? '') }
  }

  async function wait(started: Operation, timeoutMs = operationTimeout): Promise<Operation> {
    const deadline = Date.now() + timeoutMs
    for (let now = started; ; ) {
      if (now.status_code === succeeded) return now
      if (now.status_code > succeeded) throw engineError(now.status_code, now.err, `operation ${now.id}`)
      const left = Math.ceil((deadline - Date.now()) / 1000)
      if (left <= 0) throw new ReeveError('timeout', 'The engine takes too long. Try again in a moment.')
      const seconds = Math.min(left, 20)
      const path = `/1.0/operations/${now.id}/wait`
      const answer = await send('GET', path, { query: { timeout: String(seconds) }, timeoutMs: (seconds + 10) * 1000 }).catch(
        (error: unknown) => {
          // The engine was restarted and forgot it: what became of it is not known.
          if (hasStatus(error, 404)) throw new ReeveError('unavailable', 'The engine was restarted. Try again in a moment.', error)
          throw error
        },
      )
      now = operation.parse(answer.value)
    }
  }

  async function get<S extends z.ZodType>(path: string, schema: S, query?: Query): Promise<z.infer<S>> {
    return schema.parse((await send('GET', path, query === undefined ? {} : { query })).value)
  }

  return {
    socket,
    get,
    find: async (path, schema, query) => {
      try {
        return await get(path, schema, query)
      } catch (error) {
        if (hasStatus(error, 404)) return undefined
        throw error
      }
    },
    async change(method, path, call) {
      const answer = await send(method, path, call)
      return answer.type === 'async' ? (await wait(operation.parse(answer.value))).metadata : answer.value
    },
    async begin(path, call) {
      return operation.parse((await send('POST', path, call)).value)
    },
    wait,
    async revise(method, path, schema, next, query = {}) {
      for (let attempt = 1; ; attempt += 1) {
        const now = await send('GET', path, { query })
        try {
          const answer = await send(method, path, { query, body: next(schema.parse(now.value)), headers: { 'if-match': now.etag } })
          if (answer.type === 'async') await wait(operation.parse(answer.value))
          return
        } catch (error) {
          if (attempt === tries || !hasStatus(error, 412)) throw error
        }
      }
    },
    raw,
    close: () => dispatcher.destroy(),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
