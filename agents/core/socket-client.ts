import { Agent, request } from 'undici'
import type * as z from 'zod'
import type { Action } from '../../contracts/envelope.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { answerLine, errorLine, type ProgressLine } from '../../contracts/progress.ts'
import { type Answer, isAnswer } from './answers.ts'
import { readBody } from './http.ts'
import { decodeLines } from './ndjson.ts'

const maxAnswerBytes = 16_777_216

export interface AgentClient {
  /** Sends one action and follows it to its answer. Throws `unavailable` when the agent is dead or dies: send the same id again. */
  act(action: Action, facts: Record<string, unknown>, follow: (line: ProgressLine) => void, signal?: AbortSignal): Promise<Answer>
  /** A read of one of the agent's own routes. */
  get<S extends z.ZodType>(path: string, schema: S, signal?: AbortSignal): Promise<z.infer<S>>
  /** True when the agent answers within two seconds. */
  alive(): Promise<boolean>
  close(): Promise<void>
}

/** A client of the agent that listens on the unix socket. */
export function createAgentClient(socket: string): AgentClient {
  // No time limit between lines: a step may take long, and a dead agent closes the connection.
  const dispatcher = new Agent({ connect: { socketPath: socket }, headersTimeout: 0, bodyTimeout: 0, connections: 64 })
  const down = (error: unknown) =>
    new ReeveError('unavailable', 'An agent of the keep does not answer. It is started again by itself; wait a little.', error)

  async function call(method: 'GET' | 'POST', path: string, body: string | null, signal: AbortSignal | undefined) {
    const headers = body === null ? {} : { 'content-type': 'application/json' }
    try {
      return await request(`http://agent${path}`, { method, dispatcher, body, headers, signal: signal ?? null })
    } catch (error) {
      throw down(error)
    }
  }

  async function get<S extends z.ZodType>(path: string, schema: S, signal?: AbortSignal): Promise<z.infer<S>> {
    const answer = await call('GET', path, null, signal)
    const bytes = await readBody(answer.body, maxAnswerBytes).catch((error: unknown) => {
      throw error instanceof ReeveError ? error : down(error)
    })
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    if (answer.statusCode !== 200) throw errorOf(value)
    return schema.parse(value)
  }

  return {
    get,
    async act(action, facts, follow, signal) {
      const answer = await call('POST', '/actions', JSON.stringify({ action, facts }), signal)
      if (answer.statusCode !== 200) throw errorOf(JSON.parse((await readBody(answer.body, maxAnswerBytes)).toString('utf8')))
      try {
        for await (const value of decodeLines(answer.body, maxAnswerBytes)) {
          const line = answerLine.parse(value)
          if (isAnswer(line)) return line
          follow(line)
        }
      } catch (error) {
        throw down(error)
      }
      throw down(new Error('the connection ended before the answer'))
    },
    alive: async () => {
      try {
        return (await call('GET', '/health', null, AbortSignal.timeout(2000))).statusCode === 200
      } catch {
        return false
      }
    },
    close: () => dispatcher.destroy(),
  }
}

function errorOf(value: unknown): ReeveError {
  const parsed = errorLine.safeParse(value)
  return parsed.success
    ? new ReeveError(parsed.data.error.code, parsed.data.error.message)
    : new ReeveError('internal', 'An agent of the keep gave an answer that nobody understands.', value)
}
