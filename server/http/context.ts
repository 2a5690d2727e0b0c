import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '../app.ts'
import { callerOf } from '../auth/callers.ts'
import { type Caller, root } from '../caller.ts'
import type { Context } from '../context.ts'

/** How a connection came in: by the panel's wire, or by the socket that only the machine's root can open. */
export type Entry = 'panel' | 'local'

/** Throws ReeveError for a token that is none. */
export async function contextOf(app: App, entry: Entry, request: IncomingMessage, response: ServerResponse): Promise<Context> {
  const base = {
    app,
    browser: request.headers['user-agent']?.slice(0, 300) ?? '',
    setCookie: (cookie: string) => void response.appendHeader('set-cookie', cookie),
    origin: request.headers.origin ?? null,
  }
  if (entry === 'local') return { ...base, caller: root, address: 'local', local: true }
  const address = clientAddress(request)
  const { authorization } = request.headers
  // Whoever brings a token is its person and nobody else: a cookie beside it says nothing.
  const caller =
    authorization === undefined
      ? await bySession(app, request)
      : callerOf(app, { ...app.tokens.read(authorization, address), session: null })
  return { ...base, caller, address, local: false }
}

async function bySession(app: App, request: IncomingMessage): Promise<Caller | null> {
  const session = await app.sessions.read(request.headers.cookie ?? '')
  return session === null ? null : callerOf(app, { person: session.person, session: session.id })
}

/** Only the panel reaches this port, and it passes on what the gate saw: the last entry is the one that the gate wrote. */
function clientAddress(request: IncomingMessage): string {
  const forwarded = request.headers['x-forwarded-for']
  const last = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',').at(-1)?.trim() ?? ''
  return /^[0-9A-Fa-f.:]{2,45}$/.test(last) ? last : (request.socket.remoteAddress ?? 'unknown')
}
