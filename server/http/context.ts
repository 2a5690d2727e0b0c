import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '../app.ts'
import { callerOf } from '../auth/callers.ts'
import { root } from '../caller.ts'
import type { Context } from '../context.ts'

/** How a connection came in: by the panel's wire, or by the socket that only the machine's root can open. */
export type Entry = 'panel' | 'local'

export async function contextOf(app: App, entry: Entry, request: IncomingMessage, response: ServerResponse): Promise<Context> {
  const base = {
    app,
    browser: request.headers['user-agent']?.slice(0, 300) ?? '',
    setCookie: (cookie: string) => void response.appendHeader('set-cookie', cookie),
    origin: request.headers.origin ?? null,
  }
  if (entry === 'local') return { ...base, caller: root, address: 'local', local: true }
  const session = await app.sessions.read(request.headers.cookie ?? '')
  const caller = session === null ? null : callerOf(app.database.queries, session.person, session.id)
  return { ...base, caller, address: clientAddress(request), local: false }
}

/** Only the panel reaches this port, and it passes on what the gate saw: the last entry is the one that the gate wrote. */
function clientAddress(request: IncomingMessage): string {
  const forwarded = request.headers['x-forwarded-for']
  const last = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',').at(-1)?.trim() ?? ''
  return /^[0-9A-Fa-f.:]{2,45}$/.test(last) ? last : (request.socket.remoteAddress ?? 'unknown')
}
