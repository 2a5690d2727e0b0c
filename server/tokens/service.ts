import { randomBytes } from 'node:crypto'
import { and, desc, eq, gt, inArray, isNull } from 'drizzle-orm'
import type * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { type createTokenInput, expiryOf, type TokenScope } from '../../contracts/tokens.ts'
import type { TokenView } from '../../contracts/views.ts'
import { apiTokens, services, tenants } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { confirmFresh } from '../auth/fresh.ts'
import { hashToken } from '../auth/tokens.ts'
import type { Caller } from '../caller.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { visible } from '../listing.ts'
import { personOf } from '../people/person-of.ts'

const mostOfPerson = 50

/** The text is shown once: the database has its hash alone. */
export async function create(
  ctx: Context,
  caller: Caller,
  { label, days, password, ...asked }: z.output<typeof createTokenInput>,
): Promise<{ token: string; text: string; expiresAt: number }> {
  const { app } = ctx
  if (caller.person === 'root')
    throw new ReeveError('forbidden', 'Root of the machine needs no token: its socket is one. Make it as a person, in the panel.')
  await confirmFresh(ctx, caller, password)
  const token = newId('o')
  const text = `reeve_${randomBytes(32).toString('base64url')}`
  const audit = { what: 'token.create', object: token, detail: `${label}: ${asked.groups.join(', ')}` } as const
  return change(app, caller, audit, ['people'], (tx, now) => {
    const scope = withinSight(app, caller, asked)
    const own = tx.select({ id: apiTokens.id }).from(apiTokens).where(eq(apiTokens.person, caller.person)).all()
    if (own.length >= mostOfPerson)
      throw new ReeveError('over_limit', `You have ${mostOfPerson} API tokens. Revoke those that nobody uses.`)
    const expiresAt = expiryOf(now, days)
    tx.insert(apiTokens)
      .values({ id: token, person: caller.person, label, hash: hashToken(text), scope, createdAt: now, expiresAt })
      .run()
    return { token, text, expiresAt }
  })
}

/** Only what its person sees can be named; the tenants of named services are named with them. */
function withinSight({ database: { queries } }: App, caller: Caller, scope: TokenScope): TokenScope {
  const notThere = () => new ReeveError('bad_input', 'The token names a tenant or a service that is not there, or not yours.')
  if (scope.tenants !== null) {
    const seen = queries
      .select({ id: tenants.id })
      .from(tenants)
      .where(and(inArray(tenants.id, scope.tenants), visible(caller, tenants.id)))
      .all()
    if (seen.length !== scope.tenants.length) throw notThere()
  }
  if (scope.services === null) return scope
  const seen = queries
    .select({ tenant: services.tenant })
    .from(services)
    .where(and(inArray(services.id, scope.services), isNull(services.goneWith), visible(caller, services.tenant, services.id)))
    .all()
  const owners = [...new Set(seen.map(({ tenant }) => tenant))]
  if (seen.length !== scope.services.length || owners.some((tenant) => scope.tenants !== null && !scope.tenants.includes(tenant)))
    throw notThere()
  return { ...scope, tenants: owners }
}

/** Newest first, without those that ended. */
export function list(app: App, person: string): TokenView[] {
  const { queries } = app.database
  const names = <T extends { id: string; name: string }>(rows: T[]) => new Map(rows.map(({ id, name }) => [id, name]))
  const rows = queries
    .select()
    .from(apiTokens)
    .where(and(eq(apiTokens.person, person), gt(apiTokens.expiresAt, app.now())))
    .orderBy(desc(apiTokens.createdAt))
    .all()
  const tenantNames = names(
    queries
      .select({ id: tenants.id, name: tenants.name })
      .from(tenants)
      .where(
        inArray(
          tenants.id,
          rows.flatMap(({ scope }) => scope.tenants ?? []),
        ),
      )
      .all(),
  )
  const serviceNames = names(
    queries
      .select({ id: services.id, name: services.name })
      .from(services)
      .where(
        inArray(
          services.id,
          rows.flatMap(({ scope }) => scope.services ?? []),
        ),
      )
      .all(),
  )
  const named = (ids: string[] | null, known: Map<string, string>) => ids?.map((id) => ({ id, name: known.get(id) ?? null })) ?? null
  return rows.map(({ id, label, scope, createdAt, expiresAt, lastUsed, lastAddress }) => ({
    ...{ id, label, createdAt, expiresAt, lastUsed, lastAddress, groups: scope.groups, sources: scope.sources },
    ...{ tenants: named(scope.tenants, tenantNames), services: named(scope.services, serviceNames) },
  }))
}

export function ofPerson(app: App, person: string): TokenView[] {
  personOf(app.database.queries, person)
  return list(app, person)
}

export function revoke(app: App, caller: Caller, person: string, token: string): void {
  change(app, caller, { what: 'token.revoke', object: person, detail: labelOf(app, token) }, ['people'], (tx) => {
    const gone = tx
      .delete(apiTokens)
      .where(and(eq(apiTokens.id, token), eq(apiTokens.person, person)))
      .run()
    if (gone.changes === 0) throw new ReeveError('not_found', 'There is no such API token. It may have been revoked.')
  })
}

const labelOf = ({ database: { queries } }: App, token: string): string =>
  queries.select({ label: apiTokens.label }).from(apiTokens).where(eq(apiTokens.id, token)).get()?.label ?? ''
