import { daemons, ensureEngine } from '../../../scripts/host/daemons.mjs'
import { engineAnswers } from '../../../scripts/host/incus.mjs'
import { until } from './http.ts'

/** Sends the daemon a signal, such as SIGKILL. Instances go on. */
export function signalDaemon(signal: NodeJS.Signals): void {
  const pids = daemons()
  if (pids.length === 0) throw new Error('the engine does not run')
  for (const pid of pids) process.kill(pid, signal)
}

/** The daemon is started again as `up` does it, or by systemd. */
export async function restartDaemon(): Promise<void> {
  await until(
    'the daemon is gone',
    async () => daemons().length,
    (count) => count === 0,
    30,
  )
  await ensureEngine()
  await until('the engine answers', engineAnswers, (answers) => answers, 60)
}
