import { type Agent, request } from 'undici'
import type * as z from 'zod'
import { ReeveError } from '../../contracts/errors.ts'
import { errorLine } from '../../contracts/progress.ts'
import { readBody } from './http.ts'
import type { TlsFiles } from './mtls.ts'
import { createMtlsAgent } from './mtls-client.ts'

const maxAnswerBytes = 67_108_864

/** A client of the gate's applier (contracts/gate.ts). */
export interface ApplierClient {
  /** Throws the applier's own errors, and `unavailable` when the gate does not answer within `timeoutMs`. */
  call<S extends z.ZodType>(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    answer: S,
    options?: { body?: unknown; signal?: AbortSignal; timeoutMs?: number },
  ): Promise<z.infer<S>>
  close(): Promise<void>
}

/** Connections are kept open: a handshake costs more than the question. */
export function createApplierClient(applier: { url: string; tls: TlsFiles }): ApplierClient {
  const dispatcher: Agent = createMtlsAgent(applier.tls, 'applier')
  const down = (cause: unknown) =>
    new ReeveError('unavailable', 'The gate does not answer. It is started again by itself; wait a little.', cause)

  return {
    async call(method, path, answer, { body, signal, timeoutMs = 30_000 } = {}) {
      const limit = AbortSignal.timeout(timeoutMs)
      const either = signal === undefined ? limit : AbortSignal.any([signal, limit])
      const headers = body === undefined ? {} : { 'content-type': 'application/json' }
      let status: number
      let value: unknown
      try {
        const response = await request(new URL(path, applier.url), {
          method,
          dispatcher,
          headers,
          body: body === undefined ? null : JSON.stringify(body),
          signal: either,
        })
        status = response.statusCode
        value = JSON.parse((await readBody(response.body, maxAnswerBytes)).toString('utf8'))
      } catch (error) {
        throw down(error)
      }
      if (status === 200) return answer.parse(value)
      const refused = errorLine.safeParse(value)
      if (!refused.success) throw down(value)
      throw new ReeveError(refused.data.error.code, refused.data.error.message)
    },
    close: () => dispatcher.destroy(),
  }
}
