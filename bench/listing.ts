/**
 * The list of 1,000 services, as the API answers it and as the page arrives: on a backend and a panel of its own with a database of its own,
 * over the simulated keep, with the heaps that they have in their zones. The installation is not touched; it only has to be built.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { connect } from '../cli/api.ts'
import { tokenOfHash } from '../contracts/links.ts'
import { heaps, nodeOf } from '../scripts/zone/supervise.mjs'
import { fillDatabase } from './listing-data.ts'
import { type Row, timed } from './report.ts'
import { summary } from './statistics.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const rounds = 40
const keepReady = z.object({
  url: z.string(),
  tls: z.object({ certificate: z.string(), key: z.string(), authority: z.string() }),
  signingKey: z.string(),
})

/** What node is told in the zone: the same heap, so that the same garbage collection is measured. */
const flags = (zone: 'panel' | 'backend'): string[] => nodeOf(heaps[zone].heap, heaps[zone].semi).slice(1)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Ends what was started, whatever happens in between. */
class Processes {
  readonly #children: ChildProcess[] = []

  start(argv: string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn(process.execPath, argv, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] })
    this.#children.push(child)
    return child
  }

  async end(): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null) continue
      child.kill('SIGTERM')
      await Promise.race([once(child, 'exit'), after(5000).then(() => child.kill('SIGKILL'))])
    }
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const part of child.stdout ?? []) {
    text += String(part)
    if (text.includes('\n')) break
  }
  child.stdout?.resume()
  return text.split('\n')[0] ?? ''
}

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000
  while (!(await look().catch(() => false))) {
    if (Date.now() > end) throw new Error(`${what} did not come within a minute.`)
    await after(50)
  }
}

async function times(work: () => Promise<unknown>): Promise<number[]> {
  for (let round = 0; round < 5; round += 1) await work()
  const all: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now()
    await work()
    all.push(performance.now() - start)
  }
  return all
}

export async function measureListing(): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'reeve-bench-'))
  const processes = new Processes()
  try {
    return await measure(dir, processes)
  } finally {
    await processes.end()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function measure(dir: string, processes: Processes): Promise<Row[]> {
  const [backendPort, panelPort] = [await freePort(), await freePort()]
  const url = `http://localhost:${panelPort}`
  const site = { rpId: 'localhost', origins: [url], url }
  writeFileSync(join(dir, 'keep.json'), JSON.stringify({ dir: join(dir, 'keep'), site: { rpId: site.rpId, origins: site.origins } }))
  const keep = keepReady.parse(JSON.parse(await firstLine(processes.start(['--import', 'tsx', 'agents/sim.ts', join(dir, 'keep.json')]))))
  const database = join(dir, 'reeve.sqlite')
  fillDatabase(database, 1000)
  const cliSocket = join(dir, 'api.sock')
  const listen = { address: '127.0.0.1', port: backendPort }
  const door = { url: keep.url, tls: keep.tls }
  const config = { listen, cliSocket, database, uploads: dir, signingKey: keep.signingKey, door, site, version: 'bench' }
  writeFileSync(join(dir, 'backend.json'), JSON.stringify(config))
  processes.start([...flags('backend'), join(root, 'dist/backend/main.js'), join(dir, 'backend.json')]).stdout?.resume()
  const api = connect({ socket: cliSocket })
  await until('the backend', async () => (await api.services.list.query({ limit: 1 })).total === 1000)
  const panel = {
    PORT: String(panelPort),
    HOSTNAME: '127.0.0.1',
    NEXT_TELEMETRY_DISABLED: '1',
    REEVE_BACKEND: `http://127.0.0.1:${backendPort}`,
  }
  processes.start([...flags('panel'), join(root, 'dist/panel/server.js')], panel).stdout?.resume()
  await until('the panel', async () => (await fetch(`${url}/sign-in`)).ok)
  const cookie = await joinAsFirst(url, (await api.setup.enrolmentLink.mutate()).url)
  const page = async () => {
    const answer = await fetch(`${url}/services`, { headers: { cookie } })
    const text = await answer.text()
    if (!answer.ok || !text.includes('bench-service-')) throw new Error(`The page of services answered ${answer.status}, without services.`)
  }
  return [
    timed('list of 1,000 services, API, a page of 50', summary(await times(() => api.services.list.query({ limit: 50 }))), {
      beside: null,
      aim: { at: 'most', value: 30, of: 'p95' },
    }),
    timed('list of 1,000 services, API, all of them', summary(await times(() => api.services.list.query({ limit: 1000 }))), {
      beside: null,
      aim: null,
    }),
    timed('list of 1,000 services, page', summary(await times(page)), { beside: null, aim: { at: 'most', value: 100, of: 'p95' } }),
  ]
}

/** Joins as the first administrator by the link, through the panel, and gives back the session's cookie. */
async function joinAsFirst(url: string, link: string): Promise<string> {
  const token = tokenOfHash(new URL(link).hash) ?? ''
  const body = JSON.stringify({ json: { token, name: 'Bench', email: 'bench@example.org', password: 'long enough for a bench' } })
  const answer = await fetch(`${url}/api/trpc/setup.join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body,
  })
  const [cookie] = answer.headers.getSetCookie()
  if (!answer.ok || cookie === undefined) throw new Error(`Joining was answered with ${answer.status}.`)
  return cookie.split(';')[0] ?? ''
}
