import { type Answering, answered, quiesced, type Usage, usage } from '../../contracts/gate.ts'
import type { ApplierClient } from '../core/applier-client.ts'

/** What the waker asks of the gate. */
export interface GateCalls {
  answering(asked: Answering, signal?: AbortSignal): Promise<void>
  usage(): Promise<Usage['services']>
  /** Takes the service off the straight way; gives its open connections. */
  quiesce(service: string): Promise<number>
}

export const gateCalls = (applier: ApplierClient): GateCalls => ({
  answering: async (body, signal) => {
    await applier.call('POST', '/v1/answering', answered, {
      body,
      timeoutMs: body.deadlineMs + 5000,
      ...(signal === undefined ? {} : { signal }),
    })
  },
  usage: async () => (await applier.call('POST', '/v1/usage', usage)).services,
  quiesce: async (service) => (await applier.call('POST', '/v1/quiesce', quiesced, { body: { service } })).connections,
})
