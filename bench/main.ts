/**
 * `npm run bench`: measures the running installation and prints a table; the same as JSON goes to bench/results/.
 * Options: names of groups (memory, creation, waking, actions, resizing, throughput, firewall, neighbours, listing, statistics,
 * patches, backups); none means all. What a
 * run makes, it takes away.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measureActions } from './actions.ts'
import { measureBackups } from './backups.ts'
import { measureCollecting } from './collecting.ts'
import { measureCreation } from './creation.ts'
import { measureFirewall } from './firewall.ts'
import { measureListing } from './listing.ts'
import { measureMemory } from './memory.ts'
import { measureNeighbours } from './neighbours.ts'
import { measurePatches } from './patches.ts'
import { type Row, reportData, reportText } from './report.ts'
import { measureResizing } from './resizing.ts'
import { benchPlan, benchTenant, benchWebsite, cleanUp, type Website } from './subject.ts'
import { measureThroughput } from './throughput.ts'
import { firstRightVisit } from './visit.ts'
import { measureWaking } from './waking.ts'

interface Ground {
  plan: string
  tenant: string
  website: Website
}

type Measure = (ground: Ground) => Row[] | Promise<Row[]>

/** Memory at rest, before anything of this run is there; the loads last. */
const before: Record<string, () => Promise<Row[]>> = { memory: () => measureMemory(say) }
const groups: Record<string, Measure> = {
  creation: ({ plan }) => measureCreation(plan),
  waking: ({ website }) => measureWaking(website),
  actions: ({ tenant }) => measureActions(tenant),
  resizing: ({ website }) => measureResizing(website),
  throughput: ({ website }) => measureThroughput(website),
  firewall: ({ website }) => measureFirewall(website),
  neighbours: ({ website, tenant }) => measureNeighbours(website, tenant, say),
  listing: measureListing,
  statistics: () => measureCollecting(say),
  patches: () => measurePatches(say),
  backups: ({ website }) => measureBackups(website),
}
const names = [...Object.keys(before), ...Object.keys(groups)]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`bad_input: There is no group ${unknown.join(', ')}. Groups: ${names.join(', ')}.\n`)
  process.exit(2)
}

const say = (text: string) => process.stderr.write(`${text}\n`)

async function makeGround(): Promise<Ground> {
  const plan = await benchPlan()
  const { tenant } = await benchTenant(plan)
  const website = await benchWebsite(tenant)
  await firstRightVisit(website.host)
  return { plan, tenant, website }
}

const started = new Date()
const rows: Row[] = []
const failures: string[] = []

/** A group that fails leaves the others their turn, and its name in the report. */
async function measureOne(name: string, measure: () => Row[] | Promise<Row[]>): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name)) return
  say(`Measuring ${name} (load ${loadavg()[0]?.toFixed(1)})`)
  try {
    rows.push(...(await measure()))
  } catch (error) {
    failures.push(name)
    say(failureText(name, error))
  }
}

async function measureAll(): Promise<void> {
  for (const [name, measure] of Object.entries(before)) await measureOne(name, measure)
  const asked = Object.entries(groups).filter(([name]) => wanted.length === 0 || wanted.includes(name))
  if (asked.length === 0) return
  const ground = await makeGround()
  for (const [name, measure] of asked) await measureOne(name, () => measure(ground))
}

const failureText = (name: string, error: unknown): string => `${name} failed: ${error instanceof Error ? error.message : String(error)}`

try {
  await cleanUp()
  await measureAll()
} finally {
  await cleanUp()
}

process.stdout.write(reportText(rows))
const machine = { cpus: cpus().length, memoryMiB: Math.round(totalmem() / 2 ** 20), load: loadavg() }
const folder = fileURLToPath(new URL('results', import.meta.url))
mkdirSync(folder, { recursive: true })
const file = join(folder, `${started.toISOString().replaceAll(/[:.]/g, '-')}.json`)
writeFileSync(file, `${JSON.stringify({ started: started.toISOString(), machine, failures, rows: reportData(rows) }, null, 2)}\n`)
say(`Written to ${file}`)
if (failures.length > 0) process.exitCode = 1
