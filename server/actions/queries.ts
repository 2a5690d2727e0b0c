import { and, count, desc, eq, sql } from 'drizzle-orm'
import type * as z from 'zod'
import { actionSpec } from '../../contracts/actions.ts'
import type { listActionsInput } from '../../contracts/api.ts'
import type { ActionDetailView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { ActionView, Page } from '../../contracts/views.ts'
import { actions } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import type { Caller } from '../caller.ts'
import type { ActionRow } from '../dispatch/envelope.ts'
import { withoutSecrets } from '../dispatch/settle.ts'
import { holds, orderBy, visible } from '../listing.ts'
import { mayRetry } from './retries.ts'

/** What an action shows in lists: neither input nor result, which may be large. */
export const shownColumns = {
  id: actions.id,
  name: actions.name,
  words: actions.words,
  state: actions.state,
  actor: actions.actor,
  actorName: actions.actorName,
  tenant: actions.tenant,
  tenantName: actions.tenantName,
  object: actions.object,
  step: actions.step,
  of: actions.of,
  text: actions.text,
  createdAt: actions.createdAt,
  endedAt: actions.endedAt,
  error: actions.error,
  secret: sql<string | null>`case ${actions.name} when 'authenticator.enrol' then json_extract(${actions.input}, '$.secret') end`,
}

/** Newest first unless sorted. */
export function list(app: App, caller: Caller, input: z.output<typeof listActionsInput>): Page<ActionView> {
  const { queries } = app.database
  const where = and(
    visible(caller, actions.tenant, actions.object),
    input.tenant === undefined ? undefined : eq(actions.tenant, input.tenant),
    input.object === undefined ? undefined : eq(actions.object, input.object),
    input.state === undefined ? undefined : eq(actions.state, input.state),
    holds(input.search, [actions.words, actions.name, actions.actorName, actions.tenantName]),
  )
  const sorts = {
    createdAt: actions.createdAt,
    name: actions.name,
    state: actions.state,
    actor: actions.actorName,
    tenant: actions.tenantName,
  }
  const order = input.sort === '' ? desc(actions.createdAt) : orderBy(sorts, input.sort, input.descending)
  const rows = queries
    .select(shownColumns)
    .from(actions)
    .where(where)
    .orderBy(order, desc(actions.createdAt))
    .limit(input.limit)
    .offset(input.offset)
    .all()
  const total = queries.select({ all: count() }).from(actions).where(where).get()?.all ?? 0
  return { items: rows.map((row) => actionView(app, row)), total }
}

export function get(app: App, action: string): ActionDetailView {
  const row = actionRow(app, action)
  return { ...view(app, action), input: withoutSecrets(row.input), result: row.result, expiresAt: row.expiresAt }
}

export function actionRow(app: App, action: string): ActionRow {
  const row = app.database.queries.select().from(actions).where(eq(actions.id, action)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return row
}

/** One action as lists show it. */
export function view(app: App, action: string): ActionView {
  const row = app.database.queries.select(shownColumns).from(actions).where(eq(actions.id, action)).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  return actionView(app, row)
}

type Shown = Pick<ActionRow, Exclude<keyof typeof shownColumns, 'secret'>> & { secret: string | null }

/** With the progress of this moment, which is written down at the end alone. */
export function actionView(app: App, row: Shown): ActionView {
  const { step, of, text } = app.dispatcher.progressOf(row.id) ?? row
  return {
    id: row.id,
    name: row.name,
    words: row.words,
    risk: actionSpec(row.name).risk,
    state: row.state,
    actor: row.actor.person,
    actorName: row.actorName,
    tenant: row.tenant,
    tenantName: row.tenantName,
    object: row.object,
    step,
    of,
    text,
    createdAt: row.createdAt,
    endedAt: row.endedAt,
    error: row.error,
    mayRetry: mayRetry(row),
  }
}
