import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { answerRequest, type Routes } from './http.ts'
import { createLog } from './log.ts'

const full = () => new ReeveError('storage_full', 'The disk is full.')
const routes: Routes = {
  'PUT /at-once': async () => {
    throw full()
  },
  'PUT /in-the-middle': async ({ request: coming }) => {
    for await (const _ of coming.iterator({ destroyOnReturn: false })) throw full()
  },
  'PUT /for-its-size': ({ body }) => body(z.unknown(), 1000),
}

let server: Server
let folder: string
let socketPath: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-http-'))
  socketPath = join(folder, 'sock')
  const log = createLog('test', 'silent')
  server = createServer((coming, response) => void answerRequest(routes, coming, response, '', log))
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

/** Sends far more than any buffer holds. */
async function send(path: string): Promise<{ status: number | undefined; said: string }> {
  const outgoing = request({ socketPath, path, method: 'PUT' })
  const answer = new Promise<{ status: number | undefined; said: string }>((resolve, reject) => {
    outgoing.once('response', (response) => void text(response).then((said) => resolve({ status: response.statusCode, said }), reject))
    outgoing.once('error', reject)
  })
  const part = Buffer.alloc(1_048_576)
  pipeline(Readable.from(Array.from({ length: 64 }, () => part)), outgoing).catch(() => undefined)
  return answer
}

test.each([
  ['at-once', 500, 'storage_full'],
  ['in-the-middle', 500, 'storage_full'],
  ['for-its-size', 413, 'too_large'],
])('whoever is refused %s while sending reads why', async (when, status, code) => {
  for (let turn = 0; turn < 5; turn += 1) {
    const answer = await send(`/${when}`)
    expect({ status: answer.status, code: JSON.parse(answer.said).error.code }).toEqual({ status, code })
  }
})
