import { Agent, request } from 'undici'
import type * as z from 'zod'
import type { Action } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { answerLine, errorLine, type ProgressLine } from '../../contracts/progress.ts'
import { type Answer, isAnswer } from './answers.ts'
import { readBody } from './http.ts'
import { decodeLines } from './ndjson.ts'

const maxAnswerBytes = 16_777_216
/** Of one answer; what an agent says beyond them is read and dropped. */
const maxProgressLines = 1000

export interface AgentClient {
  /** Sends one action and follows it to its answer. Throws `unavailable` when the agent is dead, dies or speaks rubbish: send the same id again. */
  act(action: Action, facts: Record<string, unknown>, follow: (line: ProgressLine) => void, signal?: AbortSignal): Promise<Answer>
  /** A read of one of the agent's own routes. */
  get<S extends z.ZodType>(path: string, schema: S, signal?: AbortSignal): Promise<z.infer<S>>
  /** A read whose question is too long for an address. */
  post<S extends z.ZodType>(path: string, question: unknown, schema: S, signal?: AbortSignal): Promise<z.infer<S>>
  /** True when the agent answers within two seconds. */
  alive(): Promise<boolean>
  close(): Promise<void>
}

/** A client of the agent that listens on the unix socket. */
export function createAgentClient(socket: string): AgentClient {
  // No time limit between lines: a step may take long, and a dead agent closes the connection.
  const dispatcher = new Agent({ connect: { socketPath: socket }, headersTimeout: 0, bodyTimeout: 0, connections: 256 })
  // Of its own: an agent whose connections are all busy is not dead.
  const health = new Agent({ connect: { socketPath: socket }, connections: 1 })

  const call = (method: 'GET' | 'POST', path: string, body: string | null, signal: AbortSignal | undefined) => {
    const headers = body === null ? {} : { 'content-type': 'application/json' }
    return request(`http://agent${path}`, { method, dispatcher, body, headers, signal: signal ?? null })
  }

  const read = <S extends z.ZodType>(
    method: 'GET' | 'POST',
    path: string,
    body: string | null,
    schema: S,
    signal: AbortSignal | undefined,
  ) =>
    understood(async (): Promise<z.infer<S>> => {
      const answer = await call(method, path, body, signal)
      const value: unknown = JSON.parse((await readBody(answer.body, maxAnswerBytes)).toString('utf8'))
      if (answer.statusCode !== 200) throw errorOf(value)
      return schema.parse(value)
    })

  return {
    get: (path, schema, signal) => read('GET', path, null, schema, signal),
    post: (path, question, schema, signal) => read('POST', path, JSON.stringify(question), schema, signal),
    act: (action, facts, follow, signal) =>
      understood(async () => {
        const answer = await call('POST', '/actions', JSON.stringify({ action, facts }), signal)
        if (answer.statusCode !== 200) throw errorOf(JSON.parse((await readBody(answer.body, maxAnswerBytes)).toString('utf8')))
        let told = 0
        for await (const value of decodeLines(answer.body, maxAnswerBytes)) {
          const line = answerLine.parse(value)
          if (isAnswer(line)) return line
          told += 1
          if (told <= maxProgressLines) follow(line)
        }
        throw new Error('the connection ended before the answer')
      }),
    alive: async () => {
      try {
        const answer = await request('http://agent/health', { dispatcher: health, signal: AbortSignal.timeout(2000) })
        await answer.body.dump()
        return answer.statusCode === 200
      } catch {
        return false
      }
    },
    close: async () => {
      await Promise.all([dispatcher.destroy(), health.destroy()])
    },
  }
}

/** What the agent said for itself. Everything else that goes wrong is the agent being away: it must not take the door with it. */
class Said extends Error {
  readonly error: ReeveError
  constructor(error: ReeveError) {
    super(error.message)
    this.error = error
  }
}

async function understood<T>(exchange: () => Promise<T>): Promise<T> {
  try {
    return await exchange()
  } catch (error) {
    if (error instanceof Said) throw error.error
    throw new ReeveError('unavailable', 'An agent of the keep does not answer. It is started again by itself; wait a little.', error)
  }
}

function errorOf(value: unknown): Error {
  const { error } = errorLine.parse(value)
  return new Said(new ReeveError(error.code, error.message))
}
