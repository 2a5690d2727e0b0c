import { type AgentName, actionSpec } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { ProgressLine } from '../../contracts/progress.ts'
import { type Answer, errorAnswer, progressLineOf } from '../core/answers.ts'
import { generationOf } from '../core/journal.ts'
import type { Log } from '../core/log.ts'
import type { AgentClient } from '../core/socket-client.ts'
import { factsOf } from './facts.ts'
import { waitsFor } from './order.ts'
import type { Owners } from './owners.ts'
import type { Parsed } from './parse.ts'
import { planOf } from './plan.ts'

export type Agents = Readonly<Record<Exclude<AgentName, 'door'>, AgentClient>>

export interface DispatchParts {
  agents: Agents
  owners: Owners
  /** Notes on disk that an agent may hear of the action from now on. */
  sent(parsed: Parsed): void
  /** Stores the answer with its effects, on disk when it returns. `last`: false for a part of a larger action. */
  settle(parsed: Parsed, answer: Answer, last: boolean): void
  /** Nothing can be written any more: the process has to end and begin again from what is on disk. */
  fatal(error: unknown): void
  wait(milliseconds: number): Promise<void>
  now(): number
  log: Log
}

export interface Dispatch {
  /** Takes an accepted action on its way. */
  start(parsed: Parsed): void
  /** Follows a running action; undefined when it does not run. */
  follow(id: string, listener: (line: ProgressLine) => void): Promise<Answer> | undefined
}

interface Running {
  parsed: Parsed
  listeners: Set<(line: ProgressLine) => void>
  last: ProgressLine | undefined
  answer: Promise<Answer>
}

const longestPause = 15_000

/** Brings accepted actions to their agents: in order where order matters, again with the same id until there is an answer. */
export function createDispatch(parts: DispatchParts): Dispatch {
  const running = new Map<string, Running>()

  /**
   * One action at one agent. An agent that is down or says "later" is asked again. When its time is over it is given up; only what leads to a
   * wanted state goes on as long as agent or engine are away, since something of it may stand already.
   */
  async function send(parsed: Parsed, tell: (line: ProgressLine) => void): Promise<Answer> {
    const { agent } = actionSpec(parsed.name)
    if (agent === 'door') throw new Error('The door answers its own actions itself.')
    const converges = generationOf(parsed.action) !== undefined
    for (let pause = 250; ; pause = Math.min(pause * 2, longestPause)) {
      const answer = await parts.agents[agent].act(parsed.action, factsOf(parsed, parts.owners), tell).catch((error: unknown) => {
        if (error instanceof ReeveError) return errorAnswer(error)
        throw error
      })
      if (!('error' in answer) || !answer.error.retry) return answer
      const goesOn = converges && answer.error.code === 'unavailable'
      if (!goesOn && parts.now() > parsed.action.expiresAt) return { error: { ...answer.error, retry: false } }
      parts.log.warn({ action: parsed.action.id, agent, code: answer.error.code }, 'the agent decided nothing; asking again')
      tell(progressLineOf(0, 1, `${answer.error.message} Trying again.`))
      await parts.wait(pause)
    }
  }

  async function run(entry: Running, before: Promise<unknown>[]): Promise<Answer> {
    if (before.length > 0) tell(entry, progressLineOf(0, 1, 'Waiting for what was asked before.'))
    await Promise.all(before)
    parts.sent(entry.parsed)
    const plan = planOf(entry.parsed, parts.owners)
    for (const [index, part] of plan.entries()) {
      const answer = await send(part, (line) => tell(entry, inWhole(line, index, plan.length)))
      const last = part === entry.parsed
      if (last || 'error' in answer) {
        parts.settle(entry.parsed, answer, true)
        return answer
      }
      parts.settle(part, answer, false)
    }
    throw new Error('A plan ends with the action itself.')
  }

  function tell(entry: Running, line: ProgressLine): void {
    entry.last = line
    for (const listener of entry.listeners) listener(line)
  }

  return {
    start(parsed) {
      const before = [...running.values()].filter((other) => waitsFor(parsed, other.parsed)).map((other) => other.answer)
      const entry: Running = { parsed, listeners: new Set(), last: undefined, answer: Promise.resolve({ result: {} }) }
      entry.answer = run(entry, before)
        .catch((error: unknown) => {
          parts.fatal(error)
          // Whoever follows is cut off with the process; on another day the same id follows again.
          return errorAnswer(new ReeveError('unavailable', 'The keep begins again. Ask with the same id.', error))
        })
        .finally(() => running.delete(parsed.action.id))
      running.set(parsed.action.id, entry)
    },
    follow(id, listener) {
      const entry = running.get(id)
      if (entry === undefined) return undefined
      if (entry.last !== undefined) listener(entry.last)
      entry.listeners.add(listener)
      return entry.answer.finally(() => entry.listeners.delete(listener))
    },
  }
}

/** Progress of part `index` of `parts`, as progress of the whole: each part counts alike, in hundredths when there are several. */
function inWhole(line: ProgressLine, index: number, parts: number): ProgressLine {
  if (parts === 1) return line
  const { step, of, text } = line.progress
  return progressLineOf(index * 100 + Math.round((step / Math.max(of, 1)) * 100), parts * 100, text)
}
