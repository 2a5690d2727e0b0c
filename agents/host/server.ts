import { ReeveError } from '../../contracts/errors.ts'
import { type HostAnswer, type HostInput, type HostVerb, hostRequest, hostVerb, hostVerbNames } from '../../contracts/host.ts'
import type { ProgressLine } from '../../contracts/progress.ts'
import { type Answer, errorAnswer, isRetryable, progressLineOf, type Report } from '../core/answers.ts'
import type { Routes } from '../core/http.ts'
import type { Log } from '../core/log.ts'
import { encodeLine } from '../core/ndjson.ts'
import { createQueue } from '../core/queue.ts'
import type { Call, HostJournal } from './journal.ts'

export interface VerbContext {
  id: string
  report: Report
  /** Milliseconds since 1970: when the connection was opened that asks. */
  connectedAt: number
}
/** One handler per verb: a missing one does not compile. */
export type HostHandlers = { [V in HostVerb]: (input: HostInput<V>, context: VerbContext) => Promise<HostAnswer<V>> }

/** Looks of one group that there may be at a time. */
const mostLooks = 20

interface Running {
  followers: Set<(line: ProgressLine) => void>
  answer: Promise<Answer>
}

/**
 * One request is one verb. Changes are journalled before they begin, go on when the asker goes away, and wait for each other where they touch the
 * same thing; the same id joins what runs or gets the stored answer. Answers that say "retry" are not stored.
 */
export function hostRoutes(handlers: HostHandlers, journal: HostJournal, log: Log): Routes {
  const running = new Map<string, Running>()
  const queue = createQueue()
  /** Some looks start programs as root: one of a group at a time, and few wait. */
  const look = createQueue(mostLooks)

  async function carryOut(call: Call & { verb: HostVerb }, context: VerbContext): Promise<Answer> {
    const { reads } = hostVerb(call.verb)
    const handler = handlers[call.verb] as (input: unknown, context: VerbContext) => Promise<unknown>
    const job = async (): Promise<Answer> => {
      const known = reads ? undefined : await journal.begin(call)
      if (known !== undefined) return known.answer
      const answer = await handler(call.input, context)
        .then((value): Answer => ({ result: hostVerb(call.verb).answer.parse(value) as Record<string, never> }))
        .catch((error: unknown) => {
          log.warn({ id: call.id, verb: call.verb, err: error }, 'the verb failed')
          return errorAnswer(error)
        })
      if (!reads && !('error' in answer && answer.error.retry)) await journal.finish(call, answer)
      return answer
    }
    const [group = ''] = call.verb.split('.')
    // Who reads what was fetched does not wait for what others fetch.
    return reads ? look(call.verb === 'archives.piece' ? call.verb : group, job) : queue(group, job)
  }

  function begin(call: Call & { verb: HostVerb }, connectedAt: number): Running {
    const entry: Running = { followers: new Set(), answer: Promise.resolve({ result: {} }) }
    const report: Report = (step, of, text) => {
      for (const follow of entry.followers) follow(progressLineOf(step, of, text))
    }
    const from = Date.now()
    log.info({ id: call.id, who: call.who, verb: call.verb }, 'asked')
    entry.answer = carryOut(call, { id: call.id, report, connectedAt })
      .catch((error: unknown) => {
        if (!(error instanceof ReeveError)) log.error({ id: call.id, err: error }, 'the journal failed')
        return errorAnswer(error instanceof ReeveError && !isRetryable(error) ? error : unwritten(error))
      })
      .then((answer) => {
        if (running.get(call.id) === entry) running.delete(call.id)
        const outcome = 'error' in answer ? answer.error.code : 'done'
        log.info({ id: call.id, who: call.who, verb: call.verb, outcome, milliseconds: Date.now() - from }, 'answered')
        return answer
      })
    if (!hostVerb(call.verb).reads) running.set(call.id, entry)
    return entry
  }

  return {
    'POST /v1/:verb': async ({ params, peer, connectedAt, body, response }) => {
      const verb = hostVerbNames.find((name) => name === params.verb)
      if (verb === undefined) throw new ReeveError('not_found', 'There is no such verb.')
      const spec = hostVerb(verb)
      if (!spec.clients.some((name) => name === peer)) {
        log.warn({ who: peer, verb }, 'refused')
        throw new ReeveError('forbidden', 'This certificate may not ask that.')
      }
      const { id, input } = await body(hostRequest)
      const parsed = spec.input.safeParse(input)
      if (!parsed.success) throw new ReeveError('bad_input', 'The input does not fit its schema.', parsed.error)
      const call = { id, who: peer, verb, input: parsed.data }
      const joined = running.get(id)
      // Never somebody else's answer: the journal compares the questions.
      const entry = joined === undefined || spec.reads ? begin(call, connectedAt) : joined
      if (entry === joined) await journal.begin(call)
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      const follow = (line: ProgressLine) => void response.write(encodeLine(line))
      follow(progressLineOf(0, 1, 'accepted'))
      entry.followers.add(follow)
      try {
        response.end(encodeLine(await entry.answer))
      } finally {
        entry.followers.delete(follow)
      }
      return undefined
    },
  }
}

const unwritten = (cause: unknown) =>
  new ReeveError('unavailable', 'The host agent cannot write its journal. Look at the disk of the machine.', cause)
