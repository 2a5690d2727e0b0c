import { readFileSync } from 'node:fs'
import * as http from 'node:http'
import * as https from 'node:https'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import { serversSeen } from '../../contracts/administrative-servers.ts'
import { judgements } from '../../contracts/alerts.ts'
import type { BackendConfig } from '../../contracts/config.ts'
import { errorCodes, ReeveError } from '../../contracts/errors.ts'
import { kindDescriptor } from '../../contracts/kinds.ts'
import { ledgerEntry, ledgerVerdict } from '../../contracts/ledger.ts'
import { licenceRecords } from '../../contracts/licence.ts'
import { observation } from '../../contracts/observation.ts'
import { answerLine } from '../../contracts/progress.ts'
import { collectorState, statistics, top } from '../../contracts/statistics.ts'
import { trust } from '../../contracts/trust.ts'
import type { Answer, Door, Progress } from './door.ts'

const refusal = z.object({ error: z.object({ code: z.enum(errorCodes), message: z.string() }) })
const stored = z.object({ bytes: z.int(), sha256: z.string() })
const quickMs = 15_000
/** An action may be quiet that long between two lines of progress. */
const quietMs = 15 * 60_000

interface Call {
  method: string
  path: string
  body?: string | Readable
  type?: string
  idleMs?: number
  signal?: AbortSignal
}

const unreachable = (cause: unknown): ReeveError =>
  new ReeveError('unavailable', 'The keep does not answer at the moment. Try again in a minute.', cause)

/** The door over HTTPS with both sides' certificates (plain http in tests). Connections are kept: a handshake costs more than most actions. */
export function httpDoor(config: BackendConfig['door']): Door {
  const secure = config.url.startsWith('https:')
  const agent = secure
    ? new https.Agent({
        keepAlive: true,
        cert: readFileSync(config.tls.certificate),
        key: readFileSync(config.tls.key),
        ca: readFileSync(config.tls.authority),
        servername: 'door',
        minVersion: 'TLSv1.3',
      })
    : new http.Agent({ keepAlive: true })
  const request = secure ? https.request : http.request

  async function call({ method, path, body, type, idleMs = quickMs, signal }: Call): Promise<http.IncomingMessage> {
    try {
      return await new Promise<http.IncomingMessage>((resolve, reject) => {
        const headers = type === undefined ? {} : { 'content-type': type }
        const outgoing = request(new URL(path, config.url), { method, agent, headers, timeout: idleMs, ...(signal && { signal }) }, resolve)
        outgoing.on('error', reject)
        outgoing.on('timeout', () => outgoing.destroy(new Error(`no sign of life for ${idleMs} ms`)))
        if (body === undefined || typeof body === 'string') outgoing.end(body)
        else pipeline(body, outgoing).catch(reject)
      })
    } catch (cause) {
      throw unreachable(cause)
    }
  }

  async function json<T>(schema: z.ZodType<T>, details: Call): Promise<T> {
    const response = await call(details)
    const content = await text(response).catch((cause: unknown) => {
      throw unreachable(cause)
    })
    const value: unknown = content === '' ? null : safeJson(content)
    if ((response.statusCode ?? 500) >= 400) throw refused(value, response.statusCode)
    const parsed = schema.safeParse(value)
    if (!parsed.success) throw new ReeveError('internal', 'The keep answered something unknown.', parsed.error)
    return parsed.data
  }

  async function send(envelope: unknown, progress: (progress: Progress) => void): Promise<Answer> {
    const body = JSON.stringify(envelope)
    const response = await call({ method: 'POST', path: '/v1/actions', body, type: 'application/json', idleMs: quietMs })
    if (response.statusCode !== 200) {
      const error = refused(safeJson(await text(response)), response.statusCode)
      if (error.code === 'unavailable') throw error
      return { error: { code: error.code, message: error.message, retry: error.code === 'rate_limited', refused: true } }
    }
    try {
      for await (const line of createInterface({ input: response })) {
        if (line === '') continue
        const parsed = answerLine.parse(JSON.parse(line))
        if ('progress' in parsed) progress(parsed.progress)
        else return parsed
      }
    } catch (cause) {
      throw unreachable(cause)
    }
    throw unreachable(new Error('the stream ended without an answer'))
  }

  const get = (path: string): Call => ({ method: 'GET', path })
  return {
    send,
    observe: (after, wait, signal) =>
      json(observation, { ...get(`/v1/observe?after=${encodeURIComponent(after)}&wait=${wait}`), idleMs: (wait + 30) * 1000, signal }),
    servers: () => json(serversSeen, get('/v1/agents')),
    kinds: () => json(z.array(kindDescriptor), get('/v1/kinds')),
    ledger: (query) => json(z.array(ledgerEntry), get(`/v1/ledger?${searchOf(query)}`)),
    verifyLedger: (seen) => {
      const search = seen === null ? '' : `?sequence=${seen.sequence}&hash=${seen.hash}`
      return json(ledgerVerdict, { ...get(`/v1/ledger/verify${search}`), idleMs: 120_000 })
    },
    statistics: ({ metrics, ...query }) => json(statistics, get(`/v1/statistics?${searchOf({ metrics: metrics.join(','), ...query })}`)),
    topServices: (query) => json(top, get(`/v1/statistics/top?${searchOf(query)}`)),
    collector: () => json(collectorState, get('/v1/statistics/collector')),
    judge: async (conditions) => {
      const body = JSON.stringify({ conditions })
      return (await json(judgements, { method: 'POST', path: '/v1/statistics/judge', body, type: 'application/json' })).judgements
    },
    trust: () => json(trust, get('/v1/trust')),
    licences: () => json(licenceRecords, get('/v1/licences')),
    putUpload: (id, { tenant, service }, body) =>
      json(stored, {
        method: 'PUT',
        path: `/v1/uploads/${id}?tenant=${tenant}&service=${service}`,
        body,
        type: 'application/octet-stream',
        idleMs: 120_000,
      }),
    async getUpload(id) {
      const response = await call({ ...get(`/v1/uploads/${id}`), idleMs: 120_000 })
      if (response.statusCode === 200) return response
      throw refused(safeJson(await text(response)), response.statusCode)
    },
    async deleteUpload(id) {
      const response = await call({ method: 'DELETE', path: `/v1/uploads/${id}` })
      response.resume()
    },
    close: () => agent.destroy(),
  }
}

function searchOf(query: Record<string, string | number | undefined>): URLSearchParams {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value))
  return search
}

function safeJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return null
  }
}

function refused(value: unknown, status: number | undefined): ReeveError {
  const parsed = refusal.safeParse(value)
  if (parsed.success) return new ReeveError(parsed.data.error.code, parsed.data.error.message)
  return unreachable(new Error(`the door answered ${status}`))
}
