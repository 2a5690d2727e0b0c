import { and, eq, gt, lt, ne } from 'drizzle-orm'
import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia'
import type { SessionView } from '../../contracts/views.ts'
import type { Database, Queries } from '../../db/client.ts'
import { people, sessions } from '../../db/schema/index.ts'
import { hashToken } from './tokens.ts'

const hour = 3_600_000
const day = 24 * hour
/** How long a session lives without use, and in all: docs/decisions/011-session-life.md. */
const lives = {
  administrator: { idle: 2 * hour, whole: 12 * hour },
  other: { idle: 7 * day, whole: 30 * day },
}
/** How often a session's last use is written down: each writing is an fsync. */
const seenEveryMs = 60_000

/**
 * Sessions. The database alone decides how long they live; the browser keeps its cookie as long as browsers keep any. The only file that knows
 * lucia, which makes tokens and cookies; the adapter below stores only SHA-256 of a token, which lucia's own adapters do not.
 */
export interface Sessions {
  /** Returns the value of Set-Cookie. */
  start(person: string, from: { address: string; browser: string }): Promise<string>
  /** Null for no, unknown or expired session. */
  read(cookieHeader: string): Promise<{ id: string; person: string } | null>
  /** Whether a stored session is alive still: for streams that outlast the request. */
  alive(id: string): boolean
  /** When the person signed in; undefined when the session is over. */
  startedAt(id: string): number | undefined
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
    sessionExpiresIn: new TimeSpan(30, 'd'),
    getSessionAttributes: ({ createdAt, lastSeen }) => ({ createdAt: createdAt ?? 0, lastSeen: lastSeen ?? 0 }),
    sessionCookie: {
      // Browsers take a __Host- name only with Secure, and Secure only over TLS; on loopback the panel is plain http.
      name: secure ? '__Host-reeve' : 'reeve',
      expires: false,
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
        const expiresAt = endOf(queries, { person: session.userId, createdAt: session.createdAt, lastSeen: at })
        queries.update(sessions).set({ lastSeen: at, expiresAt }).where(eq(sessions.id, id)).run()
        queries.update(people).set({ lastSeen: at }).where(eq(people.id, session.userId)).run()
      }
      return { id, person: session.userId }
    },
    alive: (id) =>
      queries
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(eq(sessions.id, id), gt(sessions.expiresAt, now())))
        .get() !== undefined,
    startedAt: (id) => queries.select({ createdAt: sessions.createdAt }).from(sessions).where(eq(sessions.id, id)).get()?.createdAt,
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

/** By the role of this moment: whoever became an administrator, or sees more than one tenant by duty, has an administrator's session. */
function endOf(queries: Queries, { person, createdAt, lastSeen }: { person: string; createdAt: number; lastSeen: number }): number {
  const row = queries.select({ administrator: people.administrator, duty: people.duty }).from(people).where(eq(people.id, person)).get()
  const { idle, whole } = row?.administrator === true || (row?.duty ?? null) !== null ? lives.administrator : lives.other
  return Math.min(lastSeen + idle, createdAt + whole)
}

function makeAdapter({ queries }: Database, now: () => number): Adapter {
  const asLucia = (row: typeof sessions.$inferSelect, id: string): DatabaseSession => ({
    id,
    userId: row.person,
    expiresAt: new Date(Math.min(row.expiresAt, endOf(queries, row))),
    attributes: { address: row.address, browser: row.browser, createdAt: row.createdAt, lastSeen: row.lastSeen },
  })
  const byToken = (token: string) => eq(sessions.id, hashToken(token))
  return {
    async getSessionAndUser(token) {
      const row = queries.select().from(sessions).where(byToken(token)).get()
      if (row === undefined || Math.min(row.expiresAt, endOf(queries, row)) <= now()) return [null, null]
      return [asLucia(row, token), { id: row.person, attributes: {} }]
    },
    async getUserSessions(person) {
      const rows = queries.select().from(sessions).where(eq(sessions.person, person)).all()
      return rows.map((row) => asLucia(row, row.id))
    },
    async setSession({ id, userId: person, attributes }) {
      const at = now()
      queries
        .insert(sessions)
        .values({
          id: hashToken(id),
          person,
          createdAt: at,
          expiresAt: endOf(queries, { person, createdAt: at, lastSeen: at }),
          lastSeen: at,
          address: attributes.address,
          browser: attributes.browser,
        })
        .run()
    },
    // The life is not lucia's to prolong: each use does that above.
    async updateSessionExpiration() {},
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
    Lucia: Lucia<{ createdAt: number; lastSeen: number }>
    DatabaseSessionAttributes: { address: string; browser: string; createdAt?: number; lastSeen?: number }
  }
}
