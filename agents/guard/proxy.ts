import { chownSync } from 'node:fs'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { request } from 'undici'
import { ReeveError } from '../../contracts/errors.ts'
import { readBody } from '../core/http.ts'
import type { Log } from '../core/log.ts'
import type { Closable } from '../core/process.ts'
import { closable, listenUnix } from '../core/socket-server.ts'
import { type Admitted, type Asked, judge, judgeBody } from './judge.ts'
import type { Rule } from './rules.ts'
import type { Upstream } from './upstream.ts'

export interface ProxyOptions {
  agent: string
  socket: string
  /** Group that may open the socket; undefined leaves it as it is (tests). */
  group: number | undefined
  rules: readonly Rule[]
  upstream: Upstream
  /** Told of every change that the engine made, by its path. */
  changed?: (path: string) => void
  log: Log
}

export interface AgentProxy extends Closable {
  /** Ends the streams that the engine opened with the rights of then: whoever still wants one opens it again, with the rights of now. */
  endStreams(): void
}

const maxJsonBytes = 4_194_304
/** What comes back from the engine that an agent needs. */
const returned = ['content-type', 'etag', 'x-incus-type', 'x-incus-uid', 'x-incus-gid', 'x-incus-mode', 'x-incus-modified']

/** One agent's way to the engine: a unix socket on which only what is on its list passes. */
export async function serveProxy({ agent, socket, group, rules, upstream, changed, log }: ProxyOptions): Promise<AgentProxy> {
  const tunnels = new Map<Duplex, Rule>()
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => {
      log.warn({ agent, path: incoming.url, err: error }, 'the engine does not answer')
      const tooLarge = error instanceof ReeveError && error.code === 'too_large'
      answerError(outgoing, tooLarge ? 413 : 503, tooLarge ? 'The body is too large' : 'The engine does not answer')
    })
  })
  server.requestTimeout = 0
  server.on('upgrade', (incoming, client, head) => {
    client.on('error', () => client.destroy())
    upgrade(incoming, client, head).catch((error: unknown) => {
      log.warn({ agent, path: incoming.url?.split('?')[0], err: error }, 'the engine opens no websocket')
      client.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    })
  })

  const refuse = (asked: Asked, reason: string) => {
    // Queries may hold the secret of a websocket.
    log.warn({ agent, method: asked.method, path: asked.target.split('?')[0]?.slice(0, 300), reason }, 'refused')
    return `Not allowed for ${agent}: ${reason}`
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const asked = askedBy(incoming, false)
    const admitted = judge(rules, asked)
    if ('refused' in admitted) return answerError(outgoing, 403, refuse(asked, admitted.refused))
    const body = await bodyFor(incoming, asked, admitted)
    if (typeof body === 'object' && body !== null && 'refused' in body) return answerError(outgoing, 403, refuse(asked, body.refused))
    const answer = await request(upstream.origin + admitted.target, {
      method: admitted.rule.method,
      dispatcher: upstream.dispatcher,
      headers: { ...admitted.headers, ...contentType(admitted.rule) },
      body,
    })
    if (admitted.rule.method !== 'GET' && answer.statusCode < 300) changed?.(admitted.target)
    const headers = returned.flatMap((name) => (answer.headers[name] === undefined ? [] : [[name, answer.headers[name]] as const]))
    outgoing.writeHead(answer.statusCode, Object.fromEntries(headers))
    await pipeline(answer.body, outgoing).catch(() => outgoing.destroy())
  }

  async function bodyFor(
    incoming: IncomingMessage,
    asked: Asked,
    admitted: Admitted,
  ): Promise<string | IncomingMessage | null | { refused: string }> {
    if (admitted.rule.body === 'file') return incoming
    const bytes = await readBody(incoming, maxJsonBytes)
    if (admitted.rule.body === undefined) return bytes.length === 0 ? null : { refused: 'there is a body where none belongs' }
    const judged = judgeBody(rules, asked, admitted, bytes)
    return 'refused' in judged ? judged : judged.text
  }

  async function upgrade(incoming: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    const asked = askedBy(incoming, true)
    const admitted = judge(rules, asked)
    const key = incoming.headers['sec-websocket-key']
    if ('refused' in admitted || key === undefined) {
      const text = errorText(403, refuse(asked, 'refused' in admitted ? admitted.refused : 'there is no key'))
      const lines = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}`
      client.end(`HTTP/1.1 403 Forbidden\r\nconnection: close\r\n${lines}\r\n\r\n${text}`)
      return
    }
    const engine = await upstream.connect()
    const headers = { host: 'engine', connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': key }
    const forward = httpRequest({ createConnection: () => engine, path: admitted.target, headers })
    forward.on('error', () => client.destroy())
    forward.on('response', (answer) => {
      client.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nconnection: close\r\n\r\n`)
      answer.pipe(client)
    })
    forward.on('upgrade', (answer, tunnel, first) => {
      const accept = String(answer.headers['sec-websocket-accept'] ?? '')
      client.write(
        `HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
      )
      if (first.length > 0) client.write(first)
      if (head.length > 0) tunnel.write(head)
      join(client, tunnel)
      tunnels.set(client, admitted.rule)
      client.once('close', () => tunnels.delete(client))
    })
    forward.end()
  }

  await listenUnix(server, socket)
  if (group !== undefined) chownSync(socket, -1, group)
  return {
    endStreams: () => {
      for (const [tunnel, { rightsOf }] of tunnels) if (rightsOf === 'opening') tunnel.destroy()
    },
    close: () => {
      // The server forgets connections that became websockets.
      for (const tunnel of tunnels.keys()) tunnel.destroy()
      return closable(server).close()
    },
  }
}

/** Bytes both ways until either side is gone; what one side has sent before it went still arrives. */
function join(client: Duplex, tunnel: Duplex): void {
  tunnel.pipe(client)
  client.pipe(tunnel)
  tunnel.on('error', () => client.destroy())
  tunnel.on('close', () => client.end())
  // A dead agent must not keep a program of the engine alive, and websockets do not close by halves.
  tunnel.on('finish', () => tunnel.destroy())
  client.on('close', () => tunnel.destroy())
}

const askedBy = (incoming: IncomingMessage, upgrade: boolean): Asked => ({
  method: incoming.method ?? '',
  target: incoming.url ?? '',
  headers: incoming.headers,
  upgrade,
})

const contentType = (rule: Rule): Record<string, string> =>
  rule.body === undefined ? {} : { 'content-type': rule.body === 'file' ? 'application/octet-stream' : 'application/json' }

/** As the engine writes its errors, so that agents have one reader. */
const errorText = (code: number, error: string): string => JSON.stringify({ type: 'error', error, error_code: code, metadata: null })

function answerError(outgoing: ServerResponse, code: number, error: string): void {
  if (outgoing.headersSent) outgoing.destroy()
  else outgoing.writeHead(code, { 'content-type': 'application/json', connection: 'close' }).end(errorText(code, error))
}
