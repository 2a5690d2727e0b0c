import type { Readable } from 'node:stream'
import { type Agent, request } from 'undici'
import type * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { answerLine, errorLine } from '../../contracts/progress.ts'
import type { Report } from '../core/answers.ts'
import { readBody } from '../core/http.ts'
import type { TlsFiles } from '../core/mtls.ts'
import { createMtlsAgent } from '../core/mtls-client.ts'
import { decodeLines } from '../core/ndjson.ts'
import { cancelled } from './deps.ts'

const maxAnswerBytes = 67_108_864

/** The vault, as the keep asks it (contracts/vault.ts). All throw the vault's own errors, and `unavailable` when it does not answer. */
export interface VaultClient {
  call<S extends z.ZodType>(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, answer: S, body?: unknown): Promise<z.infer<S>>
  /** Long work: `report` gets its progress. */
  work<S extends z.ZodType>(path: string, answer: S, body: { job: string } & Record<string, unknown>, report: Report): Promise<z.infer<S>>
  /** Bytes of a backup. The stream breaks when the vault fails on the way. */
  bytes(path: string, body: unknown, signal?: AbortSignal): Promise<Readable>
  close(): Promise<void>
}

export function createVaultClient(vault: { url: string; tls: TlsFiles }): VaultClient {
  const dispatcher: Agent = createMtlsAgent(vault.tls, 'vault')
  const down = (cause: unknown) =>
    new ReeveError('unavailable', 'The vault does not answer. It is started again by itself; wait a little.', cause)

  const ask = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body: unknown, signal?: AbortSignal) =>
    request(new URL(path, vault.url), {
      method,
      dispatcher,
      ...(signal === undefined ? {} : { signal }),
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    }).catch((error: unknown) => {
      throw signal?.aborted ? cancelled() : down(error)
    })

  function refusal(value: unknown): ReeveError {
    const { data } = errorLine.safeParse(value)
    return data === undefined ? down(value) : new ReeveError(data.error.code, data.error.message)
  }

  const readJson = async (stream: Readable): Promise<unknown> => {
    try {
      return JSON.parse((await readBody(stream, maxAnswerBytes)).toString('utf8'))
    } catch (error) {
      throw down(error)
    }
  }

  return {
    async call(method, path, answer, body) {
      const response = await ask(method, path, body)
      const value = await readJson(response.body)
      if (response.statusCode !== 200) throw refusal(value)
      return answer.parse(value)
    },
    async work(path, answer, body, report) {
      const response = await ask('POST', path, body)
      if (response.statusCode !== 200) throw refusal(await readJson(response.body))
      try {
        for await (const value of decodeLines(response.body, maxAnswerBytes)) {
          const line = answerLine.parse(value)
          if ('progress' in line) report(line.progress.step, line.progress.of, line.progress.text)
          else if ('error' in line) throw refusal(value)
          else return answer.parse(line.result)
        }
      } catch (error) {
        throw error instanceof ReeveError ? error : down(error)
      }
      throw down(new Error('the connection ended before the answer'))
    },
    async bytes(path, body, signal) {
      const response = await ask('POST', path, body, signal)
      if (response.statusCode !== 200) throw refusal(await readJson(response.body))
      return response.body
    },
    close: () => dispatcher.destroy(),
  }
}
