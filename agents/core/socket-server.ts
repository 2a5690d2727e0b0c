import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { dirname } from 'node:path'
import * as z from 'zod'
import { action } from '../../contracts/envelope.ts'
import { progressLineOf } from './answers.ts'
import { answerRequest, type Routes } from './http.ts'
import type { Log } from './log.ts'
import { encodeLine } from './ndjson.ts'
import type { Closable } from './process.ts'
import type { Runner } from './runner.ts'
import { self } from './self.ts'

const actionRequest = z.strictObject({ action, facts: z.record(z.string(), z.json()) })

/** What the door may send at most: an uploaded certificate or a file of 1 MiB in base64, with room. */
/** As the door's: 100,000 networks in one set. */
const maxRequestBytes = 8_388_608

export interface AgentServerOptions {
  /** Path of the unix socket. Owner: the agent; group: the caller, by the set-group-id bit of the folder; mode 0660. */
  socket: string
  runner: Runner
  routes?: Routes
  log: Log
}

/** `POST /actions` as newline-delimited progress and one answer, `GET /health`, and the agent's own routes, on a unix socket. */
export async function serveAgent({ socket, runner, routes = {}, log }: AgentServerOptions): Promise<Closable> {
  return serveUnix(
    socket,
    {
      'GET /health': async () => ({ ok: true, ...self() }),
      'POST /actions': async ({ response, body }) => {
        const asked = await body(actionRequest, maxRequestBytes)
        response.writeHead(200, { 'content-type': 'application/x-ndjson' })
        // The first line goes out at once: the door learns that the agent has the action.
        response.write(encodeLine(progressLineOf(0, 1, 'accepted')))
        const answer = await runner.run(asked.action, asked.facts, (line) => response.write(encodeLine(line)))
        response.end(encodeLine(answer))
      },
      ...routes,
    },
    log,
  )
}

/** Routes on a unix socket that its owner and group may open. A socket left over from before is replaced. */
export async function serveUnix(socket: string, routes: Routes, log: Log): Promise<Closable> {
  const server = createServer((request, response) => {
    void answerRequest(routes, request, response, '', log)
  })
  await listenUnix(server, socket)
  return closable(server)
}

/** Binds with no rights for others from the first moment on. */
export async function listenUnix(server: Server, socket: string): Promise<void> {
  mkdirSync(dirname(socket), { recursive: true })
  rmSync(socket, { force: true })
  const before = process.umask(0o117)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(socket, resolve)
    })
  } finally {
    process.umask(before)
  }
  chmodSync(socket, 0o660)
}

export const closable = (server: Server): Closable => ({
  close: () =>
    new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)))
      server.closeAllConnections()
    }),
})
