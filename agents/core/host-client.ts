import { request } from 'undici'
import { ReeveError } from '../../contracts/errors.ts'
import { type HostAnswer, type HostInput, type HostVerb, hostVerb } from '../../contracts/host.ts'
import { answerLine, errorLine } from '../../contracts/progress.ts'
import { isAnswer, type Report } from './answers.ts'
import { readBody } from './http.ts'
import type { TlsFiles } from './mtls.ts'
import { createMtlsAgent } from './mtls-client.ts'
import { decodeLines } from './ndjson.ts'

const maxAnswerBytes = 16_777_216
const graceSeconds = 60

/** A client of the program that is root on the machine (contracts/host.ts). */
export interface HostClient {
  /**
   * Asks one verb and follows it to its answer. Throws the host's own errors, and `unavailable` when it does not answer: what it has begun goes
   * on, and the same id joins it or gets its answer.
   */
  ask<V extends HostVerb>(id: string, verb: V, input: HostInput<V>, options?: HostAskOptions): Promise<HostAnswer<V>>
}

export interface HostAskOptions {
  report?: Report
  signal?: AbortSignal
}

/** A connection for each question: the word that confirms a change of the firewall counts over a new one only, and the others are rare. */
export const createHostClient = (host: { url: string; tls: TlsFiles }): HostClient => ({
  async ask(id, verb, input, { report, signal } = {}) {
    const { answer, limitSeconds } = hostVerb(verb)
    const limit = AbortSignal.timeout((limitSeconds + graceSeconds) * 1000)
    const dispatcher = createMtlsAgent(host.tls, 'host')
    try {
      const line = await understood(async () => {
        const response = await request(new URL(`/v1/${verb}`, host.url), {
          method: 'POST',
          dispatcher,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ id, input }),
          signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        })
        if (response.statusCode !== 200)
          return errorLine.parse(JSON.parse((await readBody(response.body, maxAnswerBytes)).toString('utf8')))
        for await (const value of decodeLines(response.body, maxAnswerBytes)) {
          const told = answerLine.parse(value)
          if (isAnswer(told)) return told
          report?.(told.progress.step, told.progress.of, told.progress.text)
        }
        throw new Error('the connection ended before the answer')
      })
      if ('error' in line) throw new ReeveError(line.error.code, line.error.message)
      return answer.parse(line.result) as HostAnswer<typeof verb>
    } finally {
      await dispatcher.destroy()
    }
  },
})

async function understood<T>(exchange: () => Promise<T>): Promise<T> {
  try {
    return await exchange()
  } catch (error) {
    throw new ReeveError('unavailable', 'The host agent of the machine does not answer. On the machine run: npm run up', error)
  }
}
