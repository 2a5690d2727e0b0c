import { Readable } from 'node:stream'
import { ReeveError } from '../../contracts/errors.ts'
import { heldKey, restoreKey } from '../core/instance-keys.ts'
import type { Engine, ExecCommand, ExecOutcome } from './client.ts'

/** The waker leaves an instance alone until this time (milliseconds since 1970). It runs out by itself, so a dead agent keeps nothing awake. */
export const busyKey = 'user.reeve.busy-until'
export const leaseMs = 90_000
export const renewMs = 30_000
export const programPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Until when a lease that is taken now keeps the waker away. */
export const leaseFrom = (now: number): { [busyKey]: string } => ({ [busyKey]: String(now + leaseMs) })

/**
 * Keeps the waker away, then brings the VPS to running. In this order: until the waker sees the lease it may still freeze or stop what was seen
 * running a moment ago.
 */
export async function keepAwake(engine: Engine, project: string, service: string, now: number): Promise<void> {
  await engine.updateInstance(project, service, { config: leaseFrom(now) })
  await rouse(engine, project, service)
}

/** Brings it to running; who has no lease may lose it again at once. */
export async function rouse(engine: Engine, project: string, service: string): Promise<void> {
  const found = await engine.getInstance(project, service)
  if (found === undefined) throw new ReeveError('not_found', 'The service has no VPS any more.')
  if (found.state === 'running') return
  if (found.config['user.reeve.suspended'] === 'true') {
    throw new ReeveError('unavailable', 'The tenant is just being suspended. Try again in a moment.')
  }
  if (found.config[heldKey] !== undefined) {
    throw new ReeveError('unavailable', 'The service is just being patched. Try again in a moment.')
  }
  if (found.config[restoreKey] !== undefined) {
    throw new ReeveError('unavailable', 'The service is just being restored. Try again in a moment.')
  }
  await engine.setState(project, service, found.state === 'frozen' ? 'unfreeze' : 'start')
}

/** Runs a program in a VPS that is kept awake; once more when it had fallen asleep just before. */
export async function execAwake(engine: Engine, project: string, service: string, command: ExecCommand): Promise<ExecOutcome> {
  try {
    return await engine.exec(project, service, command)
  } catch (error) {
    const begun = command.stdin instanceof Readable && command.stdin.readableDidRead
    if (!(error instanceof ReeveError) || error.code !== 'conflict' || begun || command.signal?.aborted) throw error
    await rouse(engine, project, service)
    return engine.exec(project, service, command)
  }
}
