/** Another limit of a running service: from the question to the answer that the VPS has it. */
import { done } from '../cli/follow.ts'
import { type Row, timed } from './report.ts'
import { summary } from './statistics.ts'
import { session, type Website } from './subject.ts'
import { rightVisit } from './visit.ts'

const turns = 12

export async function measureResizing({ service, host }: Website): Promise<Row[]> {
  await rightVisit(host)
  const { resources } = await session.api.services.get.query({ service })
  const up: number[] = []
  const down: number[] = []
  for (let turn = 0; turn < turns; turn += 1) {
    const more = turn % 2 === 0
    const begun = performance.now()
    const asked = await session.api.services.update.mutate({
      service,
      resources: { ...resources, memoryMiB: resources.memoryMiB * (more ? 2 : 1) },
    })
    await done(session, asked.action)
    const times = more ? up : down
    times.push(performance.now() - begun)
  }
  const aim = { at: 'most', value: 2000, of: 'p95' } as const
  return [
    timed('more memory for a running service', summary(up), { beside: null, aim }),
    timed('less memory for a running service', summary(down), { beside: null, aim }),
  ]
}
