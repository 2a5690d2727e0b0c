import * as z from 'zod'
import { type ActionInput, type ActionName, type AgentName, actionSpec, type actions } from '../../contracts/actions.ts'
import { type Action, type Actor, parseInput } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { ProgressLine } from '../../contracts/progress.ts'
import { type Answer, errorAnswer, isRetryable, progressLineOf, type Report, type Result } from './answers.ts'
import { type FactsOf, factsSchema } from './facts.ts'
import type { Journal } from './journal.ts'
import type { Log } from './log.ts'
import { createQueue } from './queue.ts'

/** Names of the actions that belong to one agent. */
export type ActionsOf<A extends AgentName> = { [N in ActionName]: (typeof actions)[N]['agent'] extends A ? N : never }[ActionName]

export interface HandlerContext<N extends ActionName> {
  id: string
  actor: Actor
  facts: FactsOf<N>
  /** It began before and was not answered: what it wants may stand already. */
  again: boolean
  report: Report
}
export type Handler<N extends ActionName> = (input: ActionInput<N>, context: HandlerContext<N>) => Promise<Result>
/** One handler per action of the agent: a missing one does not compile. */
export type Handlers<A extends AgentName> = { [N in ActionsOf<A>]: Handler<N> }

export interface Runner {
  /** Does the action, joins it when it runs already, or gives the stored answer. Never throws: errors are answers. */
  run(action: Action, facts: unknown, follow: (line: ProgressLine) => void): Promise<Answer>
}

/** Input and facts as their schemas read them. */
function read(action: Action, facts: unknown) {
  try {
    return { input: parseInput(action.name, action.input), facts: factsSchema(action.name).parse(facts) as FactsOf<ActionName> }
  } catch (error) {
    if (error instanceof z.ZodError) return error
    throw error
  }
}

interface Running {
  followers: Set<(line: ProgressLine) => void>
  last: ProgressLine | undefined
  answer: Promise<Answer>
}

/**
 * Runs actions exactly once as far as anybody can tell: journalled before execution, one at a time per object, never aborted because the
 * asker went away. After a crash the same id executes again, on handlers whose steps are idempotent. Answers that say "retry" are not stored.
 */
export function createRunner<A extends AgentName>(agent: A, journal: Journal, handlers: Handlers<A>, log: Log): Runner {
  const running = new Map<string, Running>()
  const queue = createQueue()
  const table = handlers as unknown as Partial<Record<ActionName, Handler<ActionName>>>

  async function execute(action: Action, facts: unknown, report: Report): Promise<Answer> {
    const spec = actionSpec(action.name)
    const handler = table[action.name]
    if (spec.agent !== agent || handler === undefined) {
      return errorAnswer(new ReeveError('bad_input', `The agent ${agent} has no action ${action.name}.`), true)
    }
    const asked = read(action, facts)
    if (asked instanceof z.ZodError) {
      log.warn({ action: action.id, actionName: action.name, err: asked }, 'the action does not fit')
      return errorAnswer(new ReeveError('bad_input', 'The action does not fit its schema.', asked), true)
    }
    const job = async (): Promise<Answer> => {
      let result: Result
      let again = false
      try {
        // Outside of what counts as work: while this fails nothing was begun, and an error that is not ours is the journal's.
        const begun = spec.reads ? { again } : journal.begin(action)
        if ('answer' in begun) return begun.answer
        again = begun.again
      } catch (error) {
        if (error instanceof ReeveError) return errorAnswer(error)
        throw error
      }
      try {
        result = await handler(asked.input, { id: action.id, actor: action.actor, facts: asked.facts, again, report })
      } catch (error) {
        log.warn({ action: action.id, actionName: action.name, err: error }, 'the action failed')
        return isRetryable(error) ? errorAnswer(error) : conclude(action, errorAnswer(error))
      }
      return conclude(action, { result })
    }
    const object = action.input.service ?? action.input.tenant
    return spec.reads || spec.beside || typeof object !== 'string' ? job() : queue(object, job)
  }

  function conclude(action: Action, answer: Answer): Answer {
    if (!actionSpec(action.name).reads) journal.finish(action, answer)
    return answer
  }

  function begin(action: Action, facts: unknown): Running {
    const entry: Running = { followers: new Set(), last: undefined, answer: Promise.resolve({ result: {} }) }
    const report: Report = (step, of, text) => {
      entry.last = progressLineOf(step, of, text)
      for (const follow of entry.followers) follow(entry.last)
    }
    entry.answer = execute(action, facts, report)
      // The journal itself failed (disk full, gone): nothing was decided.
      .catch((error: unknown) => {
        log.error({ action: action.id, err: error }, 'the journal failed')
        return errorAnswer(new ReeveError('unavailable', 'The agent cannot write its journal. Look at the disk of the keep.', error))
      })
      .finally(() => running.delete(action.id))
    running.set(action.id, entry)
    return entry
  }

  return {
    async run(action, facts, follow) {
      const joined = running.get(action.id)
      const entry = joined ?? begin(action, facts)
      if (joined?.last !== undefined) follow(joined.last)
      entry.followers.add(follow)
      try {
        return await entry.answer
      } finally {
        entry.followers.delete(follow)
      }
    },
  }
}
