/** One site's answers with and without a neighbour that burns all it has: processor, memory, processes and disk, each by itself and together. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as after } from 'node:timers/promises'
import type { Row } from './report.ts'
import { summary } from './statistics.ts'
import { benchWebsite, type Website } from './subject.ts'
import { rightVisit } from './visit.ts'

const visits = 150
/** The engine's own client. */
const client = 'incus'
const burnSeconds = 60

/** What a customer's program gone wild does, as root of its own VPS. Each ends by itself. */
const burners: Record<string, string> = {
  processor: 'for n in 1 2 3 4; do while :; do :; done & done; wait',
  memory: 'while :; do tail </dev/zero; done',
  processes: 'while :; do sleep 5 & done',
  disk: 'while :; do dd if=/dev/zero of=/srv/tmp/burn bs=1M count=300 oflag=dsync; done',
}

export async function measureNeighbours(site: Website, tenant: string, say: (text: string) => void): Promise<Row[]> {
  const neighbour = await benchWebsite(tenant)
  await rightVisit(neighbour.host)
  const alone = await visitsOf(site)
  const rows: Row[] = []
  for (const [name, wild] of [
    ...Object.entries(burners).map(([what, line]) => [what, [line]] as const),
    ['everything', Object.values(burners)] as const,
  ]) {
    say(`  a neighbour burns ${name}`)
    const beside = await beneath(neighbour, wild, () => visitsOf(site))
    rows.push({
      name: `p95 of a site beside a neighbour that burns ${name}`,
      unit: 'ms',
      value: beside.p95,
      p95: beside.most,
      samples: beside.count,
      beside: { name: 'p95 alone', value: alone.p95 },
      aim: { at: 'most', value: 2, of: 'ratio' },
    })
  }
  return rows
}

async function visitsOf({ host }: Website) {
  const times: number[] = []
  for (let count = 0; count < visits; count += 1) times.push(await rightVisit(host))
  return summary(times)
}

/** Measures while the neighbour burns, and leaves it quiet. */
async function beneath<T>({ project, service }: Website, wild: readonly string[], measure: () => Promise<T>): Promise<T> {
  const fires = wild.map((line) => inside(project, service, ['timeout', '-k', '1', String(burnSeconds), 'sh', '-c', line]))
  try {
    await after(3000)
    return await measure()
  } finally {
    await quiet(project, service)
    await Promise.all(fires.map(ended))
    await after(2000)
  }
}

/** Ends everything in the VPS but its supervisor. A neighbour that has used up its processes lets nobody in until some of them end. */
async function quiet(project: string, service: string): Promise<void> {
  const end = Date.now() + 2 * burnSeconds * 1000
  for (;;) {
    const [status] = await once(inside(project, service, ['sh', '-c', 'kill -9 -1']), 'exit')
    if (status === 0) return
    if (Date.now() > end) throw new Error('The neighbour cannot be stopped.')
    await after(2000)
  }
}

const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve()

const inside = (project: string, service: string, argv: string[]): ChildProcess =>
  spawn(client, ['exec', service, '--project', project, '-T', '--', ...argv], { stdio: 'ignore' })
