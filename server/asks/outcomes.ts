import { and, eq, isNotNull } from 'drizzle-orm'
import { type Ask, type AskVerdict, asksResult } from '../../contracts/asks.ts'
import { parseInput } from '../../contracts/envelope.ts'
import { type ErrorView, ReeveError } from '../../contracts/errors.ts'
import { type RequestWish, requestWish } from '../../contracts/requests.ts'
import type { Queries } from '../../db/client.ts'
import { requests } from '../../db/schema/index.ts'
import { recordEvent } from '../change.ts'
import { system } from '../dispatch/actors.ts'
import type { Outcome } from '../dispatch/outcomes.ts'
import { want } from '../dispatch/want.ts'
import { wishInWords } from '../requests/policy.ts'
import { insertRequest } from '../requests/rows.ts'
import { usableService } from '../services/rows.ts'

interface Of {
  tenant: string
  service: string
}

/** What a service asked at its own socket is judged like what its people ask, and answered there. */
export const asksCollect: Outcome = {
  topics: ['requests', 'services'],
  done(tx, action, result, now) {
    const of = parseInput('asks.collect', action.input)
    for (const ask of asksResult.parse(result).asks) answerFirst(tx, of, ask, now)
  },
}

function answerFirst(tx: Queries, of: Of, ask: Ask, now: number): void {
  const tell = (verdict: AskVerdict, text: string) => tellAsker(tx, of, ask.ticket, verdict, text, now)
  try {
    const wish = wishOf(tx, of.service, ask)
    recordEvent(tx, 'system', now, { what: 'request.ask', tenant: of.tenant, object: of.service, detail: wishInWords(wish) })
    const row = insertRequest(tx, { ...of, person: null, ticket: ask.ticket, by: 'service', actor: system, wish, reason: ask.reason, now })
    // What is granted is told when it is done.
    if (row.state === 'waiting') tell('waiting', row.rule)
  } catch (error) {
    if (!(error instanceof ReeveError)) throw error
    tell('refused', error.message)
  }
}

function wishOf(tx: Queries, service: string, asked: Ask): RequestWish {
  const wish = requestWish.safeParse(rawWish(tx, service, asked))
  if (wish.success) return wish.data
  throw new ReeveError('bad_input', `No service can have this: ${wish.error.issues[0]?.message ?? 'it does not fit'}.`)
}

function rawWish(tx: Queries, service: string, { of, how, amount, name }: Ask): unknown {
  if (of === 'snapshot') return { want: 'snapshot' }
  if (of === 'package') return { want: 'package', name }
  if (of === 'port') return { want: 'port', firstPort: amount }
  const has = usableService(tx, service).service.resources[of]
  return { want: 'resources', amounts: { [of]: how === 'by' ? has + amount : amount } }
}

function grantedText(wish: RequestWish): string {
  if (wish.want === 'snapshot') return 'Its data is kept as it is now.'
  if (wish.want === 'package') return `The package ${wish.name} is installed.`
  return wish.want === 'resources' ? `It has ${wishInWords(wish)}.` : `Its programs may listen at ports from ${wish.firstPort} up.`
}

/** Whoever asked for it from inside hears of it. */
export const serviceSnapshot: Outcome = {
  topics: ['services'],
  done: (tx, action, _result, now) => tellOfAction(tx, action.id, null, now),
  failed: (tx, action, { code, message }, now) => tellOfAction(tx, action.id, { code, message }, now),
}

/** A request led to this action: what it wanted is somebody's wish, also where a rule granted it. */
export const isOfRequest = (tx: Queries, action: string): boolean =>
  tx.select({ id: requests.id }).from(requests).where(eq(requests.action, action)).get() !== undefined

/** When the action that a request led to ends, whoever asked from inside is told. */
export function tellOfAction(tx: Queries, action: string, error: ErrorView | null, now: number): void {
  const row = tx
    .select()
    .from(requests)
    .where(and(eq(requests.action, action), isNotNull(requests.ticket)))
    .get()
  if (row === undefined || row.ticket === null) return
  const told: [AskVerdict, string] = error === null ? ['granted', grantedText(row.wish)] : ['refused', error.message]
  tellAsker(tx, row, row.ticket, ...told, now)
}

function tellAsker(tx: Queries, { tenant, service }: Of, ticket: string, verdict: AskVerdict, text: string, now: number): void {
  want(tx, { name: 'asks.answer', actor: system, now, input: { tenant, service, ticket, verdict, text: text.slice(0, 300) } })
}

/** A request that waited is decided; whoever asked may wait still. */
export function tellOfDenial(tx: Queries, row: typeof requests.$inferSelect, answer: string, now: number): void {
  if (row.ticket !== null) tellAsker(tx, row, row.ticket, 'denied', answer === '' ? 'Somebody said no.' : answer, now)
}
