/**
 * Warm throughput through the gate against the same load straight to the VPS, turn by turn, best of three. Both come from inside the gate's network, the
 * only place from which there is a straight way: so the one difference is the gate. A third row comes from the machine, over the uplink and its rules.
 */
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
  const entrance = cards.gate.uplink[1]
  const loads = { gate: [] as Load[], direct: [] as Load[], uplink: [] as Load[] }
  for (let turn = 0; turn < 3; turn += 1) {
    loads.gate.push(await load(inNetworkOf(gate.pid, ...wrk(entrance, site.host))))
    loads.direct.push(await load(inNetworkOf(gate.pid, ...wrk(site.address, site.host))))
    loads.uplink.push(await load(wrk(entrance, site.host)))
  }
  const best = (from: keyof typeof loads) => round(Math.max(...loads[from].map(({ requestsPerSecond }) => requestsPerSecond)))
  const row = (name: string, from: keyof typeof loads, aim: Row['aim']): Row => ({
    name,
    unit: 'requests/s',
    value: best(from),
    p95: null,
    samples: loads[from].length,
    beside: { name: 'direct', value: best('direct') },
    aim,
  })
  return [
    row('warm throughput through the gate', 'gate', { at: 'least', value: 0.8, of: 'ratio' }),
    row('  the same from the machine', 'uplink', { at: 'least', value: 0.7, of: 'ratio' }),
  ]
}
