import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import { judgements, judgeRequest } from '../../contracts/alerts.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { kindDescriptor } from '../../contracts/kinds.ts'
import { collectorState, statistics, statisticsQuery, top, topQuery } from '../../contracts/statistics.ts'
import { type Exchange, type Routes, sendJson } from '../core/http.ts'
import { encodeLine } from '../core/ndjson.ts'
import type { Door } from './door.ts'
import type { Observer } from './observe.ts'
import type { Agents } from './send.ts'
import { seeServers } from './servers.ts'
import type { Uploads } from './uploads.ts'

const anything = z.unknown()
const kinds = z.array(kindDescriptor)
/** The largest action: a set of 100,000 networks in the longest spelling, with room. */
const maxEnvelopeBytes = 8_388_608
const longestWait = 60
const endOfTime = Number.MAX_SAFE_INTEGER

const number = (text: string | null, fallback: number, max: number): number => {
  const value = z.coerce
    .number()
    .int()
    .min(0)
    .max(max)
    .safeParse(text ?? fallback)
  if (!value.success) throw new ReeveError('bad_input', 'A number of the query is wrong.')
  return value.data
}

/** The query as it came, once it fits. */
function query(schema: z.ZodType, { search, searchParams }: URL): string {
  const fits = schema.safeParse(Object.fromEntries(searchParams))
  if (!fits.success) throw new ReeveError('bad_input', 'These are no statistics that can be asked for.', fits.error)
  return search
}

export interface DoorRoutesParts {
  door: Door
  agents: Agents
  uploads: Uploads
  observer: Observer
}

/** The routes of the keep's one entry: asked by the backend alone, by its certificate (docs/wiring.md). */
export function doorRoutes({ door, agents, uploads, observer }: DoorRoutesParts): Routes {
  return {
    'POST /v1/actions': async ({ response, body }) => {
      const raw = await body(anything, maxEnvelopeBytes)
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      const answer = await door.ask(raw, (line) => response.write(encodeLine(line)))
      response.end(encodeLine(answer))
    },
    'GET /v1/observe': ({ url, signal }) =>
      observer.observe(url.searchParams.get('after') ?? '', number(url.searchParams.get('wait'), 0, longestWait), signal),
    'GET /v1/agents': () => seeServers(agents),
    'GET /v1/kinds': () => agents.services.get('/kinds', kinds),
    // Read through and through: the agent checks the question again, and the door keeps nothing of it.
    'GET /v1/statistics': ({ url, signal }) => agents.stats.get(`/statistics${query(statisticsQuery, url)}`, statistics, signal),
    'GET /v1/statistics/top': ({ url, signal }) => agents.stats.get(`/statistics/top${query(topQuery, url)}`, top, signal),
    'GET /v1/statistics/collector': ({ signal }) => agents.stats.get('/statistics/collector', collectorState, signal),
    'POST /v1/statistics/judge': async ({ body, signal }) =>
      agents.stats.post('/statistics/judge', await body(judgeRequest, maxEnvelopeBytes), judgements, signal),
    'GET /v1/trust': async () => ({ ...door.trust.list(), ...((await observer.gateKeys()) ?? { sealingKey: null, authority: null }) }),
    'GET /v1/licences': async () => ({ ...door.licences.list(Date.now()), sealingKey: await observer.licenceKey() }),
    'GET /v1/ledger': async ({ url: { searchParams } }) => {
      const [after, before, tenant, name] = ['after', 'before', 'tenant', 'name'].map((name) => searchParams.get(name))
      const limit = number(searchParams.get('limit'), 100, 1000)
      // With `after` the chain goes on, oldest first; else the newest come first, before `before` if it is given.
      return after == null
        ? door.ledger.before(number(before ?? null, endOfTime, endOfTime), limit, tenant ?? null, name ?? null)
        : door.ledger.after(number(after, 0, endOfTime), limit, tenant ?? null, name ?? null)
    },
    'GET /v1/ledger/verify': async ({ url: { searchParams } }) => {
      const [sequence, hash] = [searchParams.get('sequence'), searchParams.get('hash')]
      return door.ledger.verify(hash === null ? undefined : { sequence: number(sequence, 0, endOfTime), hash })
    },
    'PUT /v1/uploads/:id': async ({ request, response, params, url: { searchParams } }) => {
      const [tenant, service] = [searchParams.get('tenant') ?? '', searchParams.get('service') ?? '']
      if (door.owners.service(service)?.tenant !== tenant) throw new ReeveError('not_found', 'There is no such service.')
      sendJson(response, 201, await uploads.put(params.id ?? '', { tenant, service }, request.iterator({ destroyOnReturn: false })))
    },
    'GET /v1/uploads/:id': (exchange) => sendUpload(exchange, uploads),
    'DELETE /v1/uploads/:id': async ({ response, params }) => {
      await uploads.remove(params.id ?? '')
      response.writeHead(204).end()
    },
  }
}

async function sendUpload({ response, params }: Exchange, uploads: Uploads): Promise<undefined> {
  const { bytes, stream } = await uploads.open(params.id ?? '')
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes })
  // A client that goes away in the middle is its own affair.
  await pipeline(stream, response).catch(() => response.destroy())
}
