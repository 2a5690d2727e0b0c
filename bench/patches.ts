/** Patches: one build, and a hundred services of which most sleep, from the word to the report. */
import { randomInt } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import { type RunView, runOptions, runOver } from '../contracts/patches.ts'
import { type Row, timed } from './report.ts'
import { round, summary } from './statistics.ts'
import { benchTenant, benchWebsite, marker, session, type Website } from './subject.ts'
import { rightVisit } from './visit.ts'

const count = 100
/** Of one tenant: no more than an installation on a small machine lets one have. */
const ofEach = 25
const awake = 5
const atOnce = 4
const lookMs = 250

export async function measurePatches(say: (text: string) => void): Promise<Row[]> {
  const websites = await makeWebsites(say)
  for (const { host } of websites.slice(0, awake)) await rightVisit(host)
  say(`Patching ${count} services`)
  const begun = performance.now()
  const options = runOptions.parse({ first: 1, waitMinutes: 0, atOnce })
  const { run } = await session.api.patches.start.mutate({ ...options, kind: 'webserver' })
  let builtAt: number | undefined
  let report: RunView
  for (;;) {
    report = await session.api.patches.run.query({ run })
    if (report.image !== null) builtAt ??= performance.now()
    if (runOver(report.state)) break
    await after(lookMs)
  }
  const ended = performance.now()
  if (report.state !== 'done' || report.counts.patched < count)
    throw new Error(`The run ended ${report.state}: ${JSON.stringify(report.counts)}`)
  const build = (builtAt ?? ended) - begun
  const exchange = ended - (builtAt ?? ended)
  const whole = (name: string, value: number): Row => ({
    ...{
      name,
      unit: 's',
      value: round(value / 1000),
      p95: null,
      samples: 1,
      beside: { name: 'build', value: round(build / 1000) },
      aim: null,
    },
  })
  const own = new Set(websites.map(({ service }) => service))
  const targets = (await session.api.patches.targets.query({ run, limit: 1000 })).items
  const ours = targets.filter(({ service }) => own.has(service))
  const held = ours.flatMap(({ service, heldMs }) =>
    websites.slice(0, awake).some((website) => website.service === service) && heldMs !== null ? [heldMs] : [],
  )
  return [
    { ...whole('image built', build), beside: null },
    whole(`${ours.length} services patched, ${atOnce} at once`, exchange),
    whole('from the word to the report', ended - begun),
    timed('one service', summary(ours.flatMap(({ milliseconds }) => milliseconds ?? [])), { beside: null, aim: null }),
    timed('requests held by a running one', summary(held), { beside: null, aim: { at: 'most', value: 5000, of: 'p95' } }),
  ]
}

/** All but a few of them asleep. */
async function makeWebsites(say: (text: string) => void): Promise<Website[]> {
  say(`Making ${count} services`)
  const { plan } = await session.api.plans.create.mutate({
    name: `${marker} ${randomInt(1e9).toString(36)}`,
    limits: {
      services: ofEach,
      cpus: ofEach,
      memoryMiB: ofEach * 256,
      diskMiB: ofEach * 1024,
      processes: ofEach * 128,
    },
    idle: { freezeAfterSeconds: 0, stopAfterSeconds: 0 },
  })
  const websites: Website[] = []
  while (websites.length < count) {
    const { tenant } = await benchTenant(plan)
    for (let made = 0; made < ofEach; made += 1) websites.push(await benchWebsite(tenant))
  }
  return websites
}
