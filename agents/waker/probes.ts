import type { Answering } from '../../contracts/gate.ts'
import { kindOf } from '../catalogue/index.ts'

/** How the gate tells that a service of this kind answers on this port. */
export function probeOf(kind: string, port: number): Answering['probe'] {
  const probe = kindOf(kind)?.probe
  return probe?.protocol === 'postgresql' && probe.port === port ? 'postgresql' : 'connect'
}
