/** Stopped to first byte and frozen to first byte, each beside the engine's own start or thaw of the same instance, and a direct request. */
import { setTimeout as after } from 'node:timers/promises'
import { failureOf } from '../cli/failure.ts'
import { done } from '../cli/follow.ts'
import { setState, stateOf } from './engine.ts'
import { inNetworkOf, output } from './programs.ts'
import { type Row, timed } from './report.ts'
import { percentile, round, summary } from './statistics.ts'
import { session, type Website } from './subject.ts'
import { rightVisit } from './visit.ts'

const rounds = 20

/** Puts it to sleep. A service is not frozen while a connection of the last visitor is still ending: then it is asked again. */
async function sleep(site: Website, stop: boolean): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    try {
      await done(session, (await session.api.services.sleep.mutate({ service: site.service, stop })).action)
      return
    } catch (error) {
      if (failureOf(error).code !== 'conflict' || Date.now() > end) throw error
      await after(100)
    }
  }
}

async function clock(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Pairs of one wake by a visitor and one plain change by the engine, turn by turn, so that both meet the same load. */
async function pairs(site: Website, stop: boolean): Promise<{ wakes: number[]; engine: number[] }> {
  const wakes: number[] = []
  const engine: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await sleep(site, stop)
    wakes.push(await rightVisit(site.host))
    await sleep(site, stop)
    engine.push(await clock(() => setState(site.project, site.service, stop ? 'start' : 'unfreeze')))
    await rightVisit(site.host)
  }
  return { wakes, engine }
}

/** Times of requests from inside the gate straight to the VPS: the only zone with a card on the tenants' network. */
async function direct(site: Website): Promise<number[]> {
  const gate = await stateOf('reeve', 'gate')
  const program = `
    const { request } = require('node:http')
    const once = () => new Promise((resolve, reject) => {
      const start = performance.now()
      request({ host: process.argv[1], headers: { host: process.argv[2], connection: 'close' }, agent: false }, (answer) => {
        const milliseconds = performance.now() - start
        answer.resume()
        answer.once('end', () => resolve(milliseconds))
      }).once('error', reject).end()
    })
    const all = async () => { const times = []; for (let i = 0; i < 25; i += 1) times.push(await once()); console.log(JSON.stringify(times.slice(5))) }
    all()`
  const argv = inNetworkOf(gate.pid, process.execPath, '-e', program, site.address, site.host)
  return JSON.parse(await output(argv[0] ?? '', ...argv.slice(1))) as number[]
}

export async function measureWaking(site: Website): Promise<Row[]> {
  await rightVisit(site.host)
  const stopped = await pairs(site, true)
  const frozen = await pairs(site, false)
  const through: number[] = []
  for (let round = 0; round < rounds; round += 1) through.push(await rightVisit(site.host))
  const plain = await direct(site)
  const half = (times: number[]) => round(percentile(times, 0.5))
  return [
    timed('stopped to first byte', summary(stopped.wakes), {
      beside: { name: 'engine start', value: half(stopped.engine) },
      aim: { at: 'most', value: 190, of: 'value' },
    }),
    timed('frozen to first byte', summary(frozen.wakes), {
      beside: { name: 'engine thaw', value: half(frozen.engine) },
      aim: { at: 'most', value: 21, of: 'value' },
    }),
    timed('warm request through the gate', summary(through), { beside: { name: 'direct', value: half(plain) }, aim: null }),
  ]
}
