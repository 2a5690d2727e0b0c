import { ReeveError } from '../../contracts/errors.ts'
import type { ProgressLine } from '../../contracts/progress.ts'
import { type Answer, errorAnswer, progressLineOf } from '../core/answers.ts'
import { isFull } from '../core/database.ts'
import type { Licences } from './licences.ts'
import { waitsFor } from './order.ts'
import type { Parsed } from './parse.ts'
import { planOf } from './plan.ts'
import { createSend, type SendParts } from './send.ts'

export interface DispatchParts extends SendParts {
  licences: Pick<Licences, 'seatsOfService'>
  /** Stores the answer with its effects, on disk when it returns; gives the answer that counts. `last`: false for a part of a larger action. */
  settle(parsed: Parsed, answer: Answer, last: boolean): Answer
  /** Gives what is kept for such times: true when there was something to give. */
  makeRoom(): boolean
  /** What cannot be written down for another reason than room: the process has to end and begin again from what is on disk. */
  fatal(error: unknown): void
}

export interface Dispatch {
  /** Takes an accepted action on its way. `sure`: the tenant was not suspended or resumed between its acceptance and now. */
  start(parsed: Parsed, sure: boolean): void
  /** Follows a running action; undefined when it does not run. */
  follow(id: string, listener: (line: ProgressLine) => void): Promise<Answer> | undefined
}

interface Running {
  parsed: Parsed
  listeners: Set<(line: ProgressLine) => void>
  last: ProgressLine | undefined
  answer: Promise<Answer>
}

const betweenWrites = 2000

/** Brings accepted actions to their agents, in order where order matters, and writes down what came of them. */
export function createDispatch(parts: DispatchParts): Dispatch {
  const running = new Map<string, Running>()
  const send = createSend(parts)

  async function run(entry: Running, sure: boolean, before: Promise<unknown>[]): Promise<Answer> {
    if (before.length > 0) tell(entry, progressLineOf(0, 1, 'Waiting for what was asked before.'))
    await Promise.all(before)
    const plan = planOf(entry.parsed, parts.owners, parts.licences)
    for (const [index, part] of plan.entries()) {
      const given = await send(part, sure, (line) => tell(entry, inWhole(line, index, plan.length)))
      const last = part === entry.parsed
      const answer = await settled(entry, part, given, last)
      if (last) return answer
      if ('error' in answer) return settled(entry, entry.parsed, answer, true)
    }
    throw new Error('A plan ends with the action itself.')
  }

  /** While the disk of the keep is full an answer waits for room, and with it whatever waits for its action. All else goes on. */
  async function settled(entry: Running, parsed: Parsed, answer: Answer, last: boolean): Promise<Answer> {
    for (;;) {
      try {
        return parts.settle(parsed, answer, last)
      } catch (error) {
        if (!isFull(error)) throw error
        if (parts.makeRoom()) continue
        parts.log.error({ err: error, action: parsed.action.id }, 'the disk is full: an answer waits for room')
        tell(entry, progressLineOf(1, 1, 'The disk of the keep is full. The answer waits until there is room.'))
        await parts.wait(betweenWrites)
      }
    }
  }

  function tell(entry: Running, line: ProgressLine): void {
    entry.last = line
    for (const listener of entry.listeners) listener(line)
  }

  return {
    start(parsed, sure) {
      const before = [...running.values()].filter((other) => waitsFor(parsed, other.parsed)).map((other) => other.answer)
      const entry: Running = { parsed, listeners: new Set(), last: undefined, answer: Promise.resolve({ result: {} }) }
      entry.answer = run(entry, sure, before)
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
