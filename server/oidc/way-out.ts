import { request } from 'node:https'
import { ReeveError } from '../../contracts/errors.ts'

/** The one host that the backend reaches outside, by a port of its loopback that root of the machine connected to it; undefined: none. */
export type WayOut = { host: string; port: number } | undefined

/** As much of `fetch` as the protocol's library uses. */
export type Fetch = (
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: unknown; signal?: AbortSignal },
) => Promise<Response>

const patienceMs = 10_000
const mostBytes = 1_048_576

/** TLS goes through the port to the host itself: whoever is in between sees and changes nothing. `authority`: for tests, instead of the known ones. */
export const fetchBy =
  (way: WayOut, authority?: string): Fetch =>
  (url, { method = 'GET', headers = {}, body, signal }) => {
    const { protocol, hostname, host, pathname, search } = new URL(url)
    if (way === undefined || protocol !== 'https:' || host !== way.host) return Promise.reject(noWay(hostname))
    const text = body instanceof URLSearchParams ? body.toString() : typeof body === 'string' ? body : undefined
    return new Promise((resolve, reject) => {
      const outgoing = request({
        ...{ host: '127.0.0.1', port: way.port, servername: hostname, method, path: pathname + search, timeout: patienceMs },
        ...(authority !== undefined && { ca: authority }),
        headers: { ...headers, host, ...(text !== undefined && { 'content-length': String(Buffer.byteLength(text)) }) },
        ...(signal && { signal }),
      })
      outgoing.once('timeout', () => outgoing.destroy(new Error('the provider was silent for too long')))
      outgoing.once('error', reject)
      outgoing.once('response', (incoming) => {
        const parts: Buffer[] = []
        let bytes = 0
        incoming.on('data', (part: Buffer) => {
          bytes += part.length
          if (bytes > mostBytes) incoming.destroy(new Error('the provider said too much'))
          else parts.push(part)
        })
        incoming.once('error', reject)
        incoming.once('end', () => {
          const said = Object.entries(incoming.headers).flatMap(([name, value]) =>
            typeof value === 'string' ? [[name, value] as [string, string]] : [],
          )
          resolve(new Response(bytes === 0 ? null : Buffer.concat(parts), { status: incoming.statusCode ?? 500, headers: said }))
        })
      })
      outgoing.end(text)
    })
  }

const noWay = (host: string): ReeveError =>
  new ReeveError('unavailable', `The backend has no way out to ${host}. Root of the machine opens one: npm run up -- --sign-in ${host}`)
