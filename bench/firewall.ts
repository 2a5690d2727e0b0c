/** What rules cost: to apply 10 and 10,000 of them, and for requests that pass them all. The gate's own rules are put back afterwards. */
import { spawn } from 'node:child_process'
import { nothing, renderRuleset, table } from '../agents/gate/applier/firewall/render.ts'
import type { Rule } from '../contracts/firewall.ts'
import { newId } from '../contracts/ids.ts'
import { cards } from '../contracts/zones.ts'
import { stateOf } from './engine.ts'
import { ensureWrk, inNetworkOf, output } from './programs.ts'
import type { Row } from './report.ts'
import { round } from './statistics.ts'
import type { Website } from './subject.ts'
import { rightVisit } from './visit.ts'
import { readWrk } from './wrk.ts'

const counts = [10, 10_000] as const

/** Every one is asked about each new connection, and none matches: the dearest rules that there are. */
const rule = (index: number): Rule => ({
  ...{ id: newId('r'), enabled: true, direction: 'in', verdict: 'deny', protocol: 'tcp', ports: [{ from: 80, to: 80 }] },
  remote: { kind: 'networks', networks: [`198.18.${index >> 8}.${index & 255}/32`] },
  ...{ services: null, hours: null, rate: null, comment: '' },
})

const rulesetOf = (count: number): string => {
  const rules = Array.from({ length: count }, (_, index) => rule(index))
  const wanted = {
    installation: { rules, plans: [], sets: [] },
    tenants: new Map(),
    sets: new Map(),
    services: [],
    suspended: new Set<string>(),
  }
  return `add table ${table}\ndelete table ${table}\n${renderRuleset(wanted, 1, nothing).text}`
}

/** Milliseconds until the kernel has the whole ruleset. */
async function load(gate: number, text: string): Promise<number> {
  const [file = '', ...argv] = inNetworkOf(gate, 'nft', '-f', '-')
  const begun = performance.now()
  await new Promise<void>((resolve, reject) => {
    const child = spawn(file, argv, { stdio: ['pipe', 'ignore', 'inherit'] })
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`nft ended with ${code}`))))
    child.stdin.end(text)
  })
  return performance.now() - begun
}

/** Requests a second, each over a connection of its own, so that each meets the rules. */
async function throughput(host: string): Promise<number> {
  const url = `http://${cards.gate.uplink[1]}/`
  const report = readWrk(await output('wrk', '-t1', '-c32', '-d5s', '--latency', '-H', `Host: ${host}`, '-H', 'Connection: close', url))
  if (report.errors > 0) throw new Error(`${report.errors} requests under load went wrong.`)
  return report.requestsPerSecond
}

export async function measureFirewall(site: Website): Promise<Row[]> {
  await ensureWrk()
  await rightVisit(site.host)
  const { pid } = await stateOf('reeve', 'gate')
  const [file = '', ...list] = inNetworkOf(pid, 'nft', 'list', 'table', ...table.split(' '))
  const own = await output(file, ...list)
  const rows: Row[] = []
  const row = (name: string, unit: string, value: number, beside: Row['beside'], aim: Row['aim']) =>
    rows.push({ name, unit, value: round(value), p95: null, samples: 1, beside, aim })
  try {
    const without = await throughput(site.host)
    for (const count of counts) {
      const many = count.toLocaleString('en')
      row(`${many} firewall rules applied`, 'ms', await load(pid, rulesetOf(count)), null, {
        at: 'most',
        value: count === 10 ? 500 : 5000,
        of: 'value',
      })
      row(`throughput past ${many} rules`, 'requests/s', await throughput(site.host), { name: 'own rules', value: round(without) }, null)
    }
  } finally {
    await load(pid, `add table ${table}\ndelete table ${table}\n${own}`)
  }
  return rows
}
