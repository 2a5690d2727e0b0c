/** HTTP over the machine's root-only unix socket, or to a panel with a token: `fetch` for tRPC, and streamed files. */
import { open as openFile } from 'node:fs/promises'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ReeveError } from '../contracts/errors.ts'
import { pathOf, type Target } from './target.ts'

const patienceMs = 120_000

interface Call {
  target: Target
  method: string
  path: string
  headers: Record<string, string>
}

function open({ target, method, path: asked, headers }: Call): { outgoing: ClientRequest; answer: Promise<IncomingMessage> } {
  const path = pathOf(target, asked)
  const outgoing =
    'socket' in target
      ? request({ socketPath: target.socket, method, path, headers: { host: 'localhost', ...headers } })
      : (target.url.protocol === 'https:' ? secureRequest : request)(new URL(path, target.url), {
          method,
          headers: { ...headers, authorization: `Bearer ${target.token}` },
        })
  outgoing.setTimeout(patienceMs, () => outgoing.destroy(new Error('The backend was silent for too long.')))
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve)
    outgoing.once('error', reject)
  })
  return { outgoing, answer }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of answer as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

/** As much of `fetch` as clients of the socket use. Node's own would cost every command 25 ms before it begins. */
interface Question {
  method?: string | undefined
  headers?: Record<string, string> | undefined
  body?: string | undefined
}
interface Answer {
  ok: boolean
  json: () => Promise<unknown>
}

/** A `fetch` whose every request goes to the target, whatever host the address names. Bodies are text. */
export function targetFetch(target: Target) {
  return async (url: string, { method = 'GET', headers = {}, body }: Question = {}): Promise<Answer> => {
    const { pathname, search } = new URL(url)
    const { outgoing, answer } = open({ target, method, path: pathname + search, headers })
    outgoing.end(body)
    const incoming = await answer
    const text = await textOf(incoming)
    return { ok: (incoming.statusCode ?? 500) < 400, json: async () => JSON.parse(text) as unknown }
  }
}

/** Streams `body` by PUT and gives back status and text of the answer. */
export async function putStream(target: Target, path: string, body: Readable): Promise<{ status: number; text: string }> {
  const { outgoing, answer } = open({ target, method: 'PUT', path, headers: { 'content-type': 'application/octet-stream' } })
  // The backend may answer (too large, no such service) before it has read everything: then its answer counts, not the broken pipe.
  const sent = pipeline(body, outgoing)
  sent.catch(() => undefined)
  answer.catch(() => undefined)
  const incoming = await Promise.race([answer, sent.then(() => answer)])
  try {
    return { status: incoming.statusCode ?? 500, text: await textOf(incoming) }
  } finally {
    // Nobody reads the rest.
    body.destroy()
    outgoing.destroy()
  }
}

/** Writes what is at `path` into a new file of the caller's alone. Answers its bytes. */
export async function getStream(target: Target, path: string, file: string): Promise<number> {
  const { outgoing, answer } = open({ target, method: 'GET', path, headers: {} })
  outgoing.end()
  const incoming = await answer
  if (incoming.statusCode !== 200) {
    incoming.resume()
    throw new ReeveError('not_found', 'The download is not there any more. Ask for it again.')
  }
  const opened = await openFile(file, 'w', 0o600).catch((error: unknown) => {
    incoming.destroy()
    throw new ReeveError('bad_input', `The file ${file} cannot be written.`, error)
  })
  const written = opened.createWriteStream()
  await pipeline(incoming, written)
  return written.bytesWritten
}
