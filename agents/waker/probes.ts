import type { Answering } from '../../contracts/gate.ts'
import { kindOf } from '../catalogue/index.ts'

/** How the gate tells that a service of this kind answers. */
export const probeOf = (kind: string): Answering['probe'] => (kindOf(kind)?.probe.protocol === 'postgresql' ? 'postgresql' : 'connect')
