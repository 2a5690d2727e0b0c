/** How long until an action is accepted (on the backend's disk) and until it is done, for a small action of the keep. */
import { setTimeout as after } from 'node:timers/promises'
import { actionAtRest } from '../contracts/states.ts'
import { type Row, timed } from './report.ts'
import { summary } from './statistics.ts'
import { marker, session } from './subject.ts'

const rounds = 40

export async function measureActions(tenant: string): Promise<Row[]> {
  const accepted: number[] = []
  const finished: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now()
    const { action } = await session.api.tenants.update.mutate({ tenant, title: `${marker} ${round}` })
    accepted.push(performance.now() - start)
    for (;;) {
      const { state, error } = await session.api.actions.get.query({ action })
      if (state === 'done') break
      if (actionAtRest(state)) throw new Error(`The action ended ${state}: ${error?.message}`)
      await after(2)
    }
    finished.push(performance.now() - start)
  }
  return [
    timed('action accepted', summary(accepted), { beside: null, aim: { at: 'most', value: 50, of: 'p95' } }),
    timed('action done', summary(finished), { beside: null, aim: null }),
  ]
}
