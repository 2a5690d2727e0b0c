import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as z from 'zod'

const ready = z.object({
  url: z.string(),
  tls: z.object({ certificate: z.string(), key: z.string(), authority: z.string() }),
  signingKey: z.string(),
  approver: z.string(),
  enrolmentSecret: z.string(),
})

export type Sim = z.infer<typeof ready> & { stop: () => Promise<void>; kill: () => Promise<void>; restart: () => Promise<Sim> }

/** The simulated keep (the real door over agents without an engine) as a process of its own. */
export async function startSim(dir = mkdtempSync(join(tmpdir(), 'reeve-sim-')), port = 0): Promise<Sim> {
  const file = join(dir, 'sim.json')
  writeFileSync(file, JSON.stringify({ dir, port, paceMs: 0, site: { rpId: 'localhost', origins: ['http://localhost:8090'] } }))
  const child = spawn(process.execPath, ['--import', 'tsx', 'agents/sim.ts', file], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then(() => Promise.reject(new Error('the simulated keep ended before it was ready'))),
  ])
  const told = ready.parse(JSON.parse(line))
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal)
    await ended
  }
  return {
    ...told,
    kill: () => end('SIGKILL'),
    restart: () => startSim(dir, Number(new URL(told.url).port)),
    async stop() {
      await end('SIGTERM')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
