import { ReeveError } from '../contracts/errors.ts'
import type { Verb } from '../contracts/rights.ts'
import { type Owner, ownerOf } from './access-objects.ts'
import { access, type ProcedurePath, type Row } from './access-table.ts'
import type { App } from './app.ts'
import { callerOf } from './auth/callers.ts'
import { type Caller, verbsIn } from './caller.ts'
import type { Context } from './context.ts'
import { tokenCovers, tokenCoversAll, tokenDoes } from './tokens/cover.ts'

export type { ProcedurePath }

type Asked = 'query' | 'mutation' | 'subscription'

const signIn = (): ReeveError => new ReeveError('unauthenticated', 'Sign in first.')
const forbidden = (): ReeveError => new ReeveError('forbidden', 'Your role may not do this. Ask an owner or an administrator.')
const onlyLooking = (): ReeveError => new ReeveError('forbidden', 'You only look here: nothing can be changed.')
const lacksRight = (): ReeveError => new ReeveError('forbidden', 'Your rights on this service do not include this. Ask an owner.')
/** What is foreign and what is absent look the same, to the letter. */
const notFound = (): ReeveError => new ReeveError('not_found', 'There is no such thing, or it is not yours.')

/** Decides by the access table whether the caller may ask `path` with this raw input. Throws; an unlisted procedure is closed. */
export function permit(app: App, caller: Caller | null, path: ProcedurePath, type: Asked, input: unknown): void {
  const row: Row | undefined = Object.hasOwn(access, path) ? access[path] : undefined
  if (row === undefined) throw new ReeveError('internal', 'This procedure has no access rule.', new Error(path))
  if (caller !== null) tokenDoes(caller, row)
  if (row.who === 'anyone') return
  if (caller === null) throw signIn()
  if (row.who === 'signed in') return
  if (row.who === 'root') {
    if (caller.person !== 'root') throw forbidden()
    return
  }
  if (row.object === undefined) {
    whole(caller, row, type)
    return
  }
  const owner = ownerOf(app.database.queries, row.object.of, fieldsOf(input))
  if (owner === 'unnamed') {
    unnamed(caller, row, type)
    return
  }
  if (owner === undefined) throw notFound()
  tokenCovers(caller, row, owner)
  onObject(caller, row, owner, type)
}

/** Something of the installation itself. */
function whole(caller: Caller, row: Row, type: Asked): void {
  tokenCoversAll(caller)
  if (caller.administrator || (row.who === 'reseller' && caller.duty === 'reseller')) return
  if (caller.duty !== 'auditor') throw forbidden()
  if (type === 'mutation') throw onlyLooking()
}

/** The input names no object: a list of everything that the caller may see, or something of the installation itself. */
function unnamed(caller: Caller, row: Row, type: Asked): void {
  if (row.unnamed === undefined) throw notFound()
  if (row.unnamed === 'administrator') whole(caller, { who: 'administrator' }, type)
}

function onObject(caller: Caller, row: Row, owner: Owner, type: Asked): void {
  if (caller.administrator) return
  if (row.who === 'support' && caller.duty === 'support') return
  if (owner.reseller !== null && owner.reseller === caller.person && caller.duty === 'reseller') {
    if (row.who === 'administrator' || row.who === 'support') throw forbidden()
    return
  }
  if (caller.duty === 'auditor' || (caller.viewing !== null && caller.viewing.tenant === owner.tenant)) {
    if (type === 'mutation' || row.inside) throw onlyLooking()
    return
  }
  const role = owner.tenant === null ? undefined : caller.memberships.get(owner.tenant)
  if (role === undefined || owner.tenant === null) throw notFound()
  if (role === 'member') memberMay(verbsIn(caller, owner.tenant, owner.service), row, owner)
  else if (row.who !== 'member' && row.who !== 'owner') throw forbidden()
  if (type === 'mutation' && owner.suspended)
    throw new ReeveError('suspended', 'The tenant is suspended. Ask your administrator to resume it.')
}

/** What a member does not see is not there for them. */
function memberMay(verbs: Verb[], row: Row, owner: Owner): void {
  if (owner.service !== null && !verbs.includes('see')) throw notFound()
  if (row.who !== 'member') throw forbidden()
  if (row.verb === undefined || verbs.includes(row.verb)) return
  throw owner.service === null ? forbidden() : lacksRight()
}

const fieldsOf = (input: unknown): Record<string, unknown> =>
  typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {}

/** For streams that outlast their request: the same question again, with the session and the roles of this moment. */
export function stillPermitted(ctx: Context, path: ProcedurePath, input: unknown): Caller {
  const { app, caller } = ctx
  if (caller === null) throw signIn()
  const { person, session, token } = caller
  if (session === null && token === null) {
    permit(app, caller, path, 'subscription', input)
    return caller
  }
  const alive = session === null ? token !== null && app.tokens.alive(token.id) : app.sessions.alive(session)
  const fresh = alive ? callerOf(app, { person, session, ...(token && { token }) }) : null
  if (fresh === null) throw signIn()
  permit(app, fresh, path, 'subscription', input)
  return fresh
}
