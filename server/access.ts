import { ReeveError } from '../contracts/errors.ts'
import { ownerOf } from './access-objects.ts'
import { access, type ProcedurePath, type Row } from './access-table.ts'
import type { App } from './app.ts'
import { callerOf } from './auth/callers.ts'
import type { Caller } from './caller.ts'
import type { Context } from './context.ts'

export type { ProcedurePath }

const signIn = (): ReeveError => new ReeveError('unauthenticated', 'Sign in first.')
const forbidden = (): ReeveError => new ReeveError('forbidden', 'Your role may not do this. Ask an owner or an administrator.')
/** What is foreign and what is absent look the same, to the letter. */
const notFound = (): ReeveError => new ReeveError('not_found', 'There is no such thing, or it is not yours.')

/** Decides by the access table whether the caller may ask `path` with this raw input. Throws; an unlisted procedure is closed. */
export function permit(
  app: App,
  caller: Caller | null,
  path: ProcedurePath,
  type: 'query' | 'mutation' | 'subscription',
  input: unknown,
): void {
  const row: Row | undefined = Object.hasOwn(access, path) ? access[path] : undefined
  if (row === undefined) throw new ReeveError('internal', 'This procedure has no access rule.', new Error(path))
  if (row.who === 'anyone') return
  if (caller === null) throw signIn()
  if (row.who === 'signed in') return
  if (row.who === 'root') {
    if (caller.person !== 'root') throw forbidden()
    return
  }
  if (row.object === undefined) {
    if (!caller.administrator) throw forbidden()
    return
  }
  const owner = ownerOf(app.database.queries, row.object.of, fieldsOf(input))
  if (owner === 'unnamed') {
    unnamed(caller, row)
    return
  }
  if (owner === undefined) throw notFound()
  if (caller.administrator) return
  const role = owner.tenant === null ? undefined : caller.memberships.get(owner.tenant)
  if (role === undefined) throw notFound()
  if (row.who === 'administrator' || (row.who === 'owner' && role !== 'owner')) throw forbidden()
  if (type === 'mutation' && owner.suspended)
    throw new ReeveError('suspended', 'The tenant is suspended. Ask your administrator to resume it.')
}

/** The input names no object: a list of everything that the caller may see, or something of the installation itself. */
function unnamed(caller: Caller, row: Row): void {
  if (row.unnamed === undefined) throw notFound()
  if (row.unnamed === 'administrator' && !caller.administrator) throw forbidden()
}

const fieldsOf = (input: unknown): Record<string, unknown> =>
  typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {}

/** For streams that outlast their request: the same question again, with the session and the roles of this moment. */
export function stillPermitted(ctx: Context, path: ProcedurePath, input: unknown): Caller {
  const { app, caller } = ctx
  if (caller === null) throw signIn()
  if (caller.session === null) {
    permit(app, caller, path, 'subscription', input)
    return caller
  }
  const fresh = app.sessions.alive(caller.session) ? callerOf(app.database.queries, caller.person, caller.session) : null
  if (fresh === null) throw signIn()
  permit(app, fresh, path, 'subscription', input)
  return fresh
}
