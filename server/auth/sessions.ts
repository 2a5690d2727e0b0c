import { and, eq, gt, lt, ne } from 'drizzle-orm'
import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia'
import type { SessionView } from '../../contracts/views.ts'
import type { Database } from '../../db/client.ts'
import { people, sessions } from '../../db/schema/index.ts'
import { hashToken } from './tokens.ts'

const day = 86_400_000
const absoluteLifeMs = 30 * day
/** How often a session's last use is written down: each writing is an fsync. */
const seenEveryMs = 60_000

/**
 * Sessions: 7 days of life that slide with use, 30 days in all. The only file that knows lucia: it makes tokens, decides about expiry and
 * writes cookies; the adapter below stores only SHA-256 of a token, which lucia's own adapters do not.
 */
export interface Sessions {
  /** Returns the value of Set-Cookie. */
  start(person: string, from: { address: string; browser: string }): Promise<string>
  /** `cookie`: set when the browser's copy has to live longer. Null for no, unknown or expired session. */
  read(cookieHeader: string): Promise<{ id: string; person: string; cookie: string | null } | null>
  /** Whether a stored session is alive still: for streams that outlast the request. */
  alive(id: string): boolean
  end(id: string): void
  endOfPerson(person: string, except?: string): void
  list(person: string, current: string | null): SessionView[]
  /** Value of Set-Cookie that takes the cookie away. */
  blank(): string
  purge(): void
}

export function makeSessions(database: Database, secure: boolean, now: () => number): Sessions {
  const { queries } = database
  const lucia = new Lucia(makeAdapter(database, now), {
    sessionExpiresIn: new TimeSpan(7, 'd'),
    getSessionAttributes: ({ lastSeen }) => ({ lastSeen: lastSeen ?? 0 }),
    sessionCookie: {
      // Browsers take a __Host- name only with Secure, and Secure only over TLS; on loopback the panel is plain http.
      name: secure ? '__Host-reeve' : 'reeve',
      attributes: { sameSite: 'strict', secure, path: '/' },
    },
  })
  return {
    async start(person, from) {
      const session = await lucia.createSession(person, { address: from.address, browser: from.browser.slice(0, 300) })
      return lucia.createSessionCookie(session.id).serialize()
    },
    async read(cookieHeader) {
      const token = lucia.readSessionCookie(cookieHeader)
      if (token === null || token === '') return null
      const { session } = await lucia.validateSession(token)
      if (session === null) return null
      const id = hashToken(session.id)
      const at = now()
      if (at - session.lastSeen > seenEveryMs) {
        queries.update(sessions).set({ lastSeen: at }).where(eq(sessions.id, id)).run()
        queries.update(people).set({ lastSeen: at }).where(eq(people.id, session.userId)).run()
      }
      return { id, person: session.userId, cookie: session.fresh ? lucia.createSessionCookie(session.id).serialize() : null }
    },
    alive: (id) =>
      queries
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(eq(sessions.id, id), gt(sessions.expiresAt, now())))
        .get() !== undefined,
    end: (id) => void queries.delete(sessions).where(eq(sessions.id, id)).run(),
    endOfPerson: (person, except = '') =>
      void queries
        .delete(sessions)
        .where(and(eq(sessions.person, person), ne(sessions.id, except)))
        .run(),
    list: (person, current) =>
      queries
        .select()
        .from(sessions)
        .where(and(eq(sessions.person, person), gt(sessions.expiresAt, now())))
        .orderBy(sessions.createdAt)
        .all()
        .map(({ id, createdAt, lastSeen, address, browser }) => ({ id, current: id === current, createdAt, lastSeen, address, browser })),
    blank: () => lucia.createBlankSessionCookie().serialize(),
    purge: () => void queries.delete(sessions).where(lt(sessions.expiresAt, now())).run(),
  }
}

function makeAdapter({ queries }: Database, now: () => number): Adapter {
  const asLucia = (row: typeof sessions.$inferSelect, id: string): DatabaseSession => ({
    id,
    userId: row.person,
    expiresAt: new Date(Math.min(row.expiresAt, row.createdAt + absoluteLifeMs)),
    attributes: { address: row.address, browser: row.browser, lastSeen: row.lastSeen },
  })
  const byToken = (token: string) => eq(sessions.id, hashToken(token))
  return {
    async getSessionAndUser(token) {
      const row = queries.select().from(sessions).where(byToken(token)).get()
      return row === undefined ? [null, null] : [asLucia(row, token), { id: row.person, attributes: {} }]
    },
    async getUserSessions(person) {
      const rows = queries.select().from(sessions).where(eq(sessions.person, person)).all()
      return rows.map((row) => asLucia(row, row.id))
    },
    async setSession({ id, userId, expiresAt, attributes }) {
      const at = now()
      queries
        .insert(sessions)
        .values({
          id: hashToken(id),
          person: userId,
          createdAt: at,
          expiresAt: expiresAt.getTime(),
          lastSeen: at,
          address: attributes.address,
          browser: attributes.browser,
        })
        .run()
    },
    async updateSessionExpiration(token, expiresAt) {
      const row = queries.select().from(sessions).where(byToken(token)).get()
      if (row === undefined) return
      const end = Math.min(expiresAt.getTime(), row.createdAt + absoluteLifeMs)
      if (end !== row.expiresAt) queries.update(sessions).set({ expiresAt: end }).where(byToken(token)).run()
    },
    async deleteSession(token) {
      queries.delete(sessions).where(byToken(token)).run()
    },
    async deleteUserSessions(person) {
      queries.delete(sessions).where(eq(sessions.person, person)).run()
    },
    async deleteExpiredSessions() {
      queries.delete(sessions).where(lt(sessions.expiresAt, now())).run()
    },
  }
}

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<{ lastSeen: number }>
    DatabaseSessionAttributes: { address: string; browser: string; lastSeen?: number }
  }
}
