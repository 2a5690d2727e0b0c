/** Warm throughput through the gate against the same load from inside the gate's network, straight to the VPS. Turn by turn, best of three. */
import { cards } from '../contracts/zones.ts'
import { stateOf } from './engine.ts'
import { ensureWrk, inNetworkOf, output } from './programs.ts'
import type { Row } from './report.ts'
import { round } from './statistics.ts'
import type { Website } from './subject.ts'
import { rightVisit } from './visit.ts'
import { type Load, readWrk } from './wrk.ts'

const wrk = (address: string, host: string): string[] => [
  'wrk',
  '-t1',
  '-c32',
  '-d5s',
  '--latency',
  '-H',
  `Host: ${host}`,
  `http://${address}/`,
]

async function load(argv: string[]): Promise<Load> {
  const [file = '', ...rest] = argv
  const report = readWrk(await output(file, ...rest))
  if (report.errors > 0) throw new Error(`${report.errors} requests under load went wrong.`)
  return report
}

export async function measureThroughput(site: Website): Promise<Row[]> {
  await ensureWrk()
  await rightVisit(site.host)
  const gate = await stateOf('reeve', 'gate')
  const through: Load[] = []
  const direct: Load[] = []
  for (let turn = 0; turn < 3; turn += 1) {
    through.push(await load(wrk(cards.gate.uplink[1], site.host)))
    direct.push(await load(inNetworkOf(gate.pid, ...wrk(site.address, site.host))))
  }
  const best = (loads: Load[]) => round(Math.max(...loads.map(({ requestsPerSecond }) => requestsPerSecond)))
  return [
    {
      name: 'warm throughput through the gate',
      unit: 'requests/s',
      value: best(through),
      p95: null,
      samples: through.length,
      beside: { name: 'direct', value: best(direct) },
      aim: { at: 'least', value: 0.8, of: 'ratio' },
    },
  ]
}
