import { type RestartableServer, zoneOfServer } from '../../contracts/administrative-servers.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { type ExecResult, exec } from '../core/exec.ts'

/** Runs one program in a zone. */
export type InZone = (zone: string, argv: readonly string[]) => Promise<ExecResult>
/** False: it came up a moment ago, and is left alone. */
export type Restart = (agent: RestartableServer) => Promise<boolean>

/** Whoever asks again and again must not keep an agent from its work; and a question whose answer got lost is not carried out twice. */
const freshSeconds = 30
/** An agent gives itself five seconds to end. */
const gentleMs = 12_000
const killedMs = 15_000

/** By the engine's own command, which wants a home. */
export const inZone =
  (home: string): InZone =>
  (zone, argv) =>
    exec(['/usr/bin/incus', 'exec', '--project', 'reeve', '-T', zone, '--', ...argv], { environment: { HOME: home } })

/** Asks the process to end, kills one that hangs, and waits until its supervisor has started it again. It is never told to stay down. */
export const createRestart =
  (run: InZone): Restart =>
  async (agent) => {
    const zone = zoneOfServer(agent)
    const folder = `/etc/s6/services/${agent}`
    const seen = await run(zone, ['s6-svstat', '-o', 'up,updownfor', folder])
    if (seen.status !== 0)
      throw new ReeveError('unavailable', `The zone ${zone} does not run. On the machine run: npm run up`, new Error(seen.stderr))
    const [up, seconds] = seen.stdout.trim().split(' ')
    if (up === 'true' && Number(seconds) < freshSeconds) return false
    const asked = await run(zone, ['s6-svc', '-wr', '-T', String(gentleMs), '-r', folder])
    if (asked.status === 0) return true
    const killed = await run(zone, ['s6-svc', '-wr', '-T', String(killedMs), '-k', folder])
    if (killed.status === 0) return true
    throw new ReeveError('start_failed', `${agent} did not come back. Its log in the zone ${zone} says more.`, new Error(killed.stderr))
  }
