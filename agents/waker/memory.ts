import type { Log } from '../core/log.ts'
import type { Engine } from '../engine/client.ts'
import type { Machine } from '../engine/objects.ts'

/** The machine as last measured, and what was started since. */
export interface Memory {
  measure(): Promise<void>
  machine(): Machine | null
  /** Free memory; null when it is not known. What starts after the last measurement is counted by an estimate. */
  freeMiB(): number | null
  /** Another service is being started. */
  started(): void
}

/** What a VPS takes before its first answer: web server and PHP, or a small database. */
const perStartMiB = 48

export function createMemory(engine: Engine, dataPool: string, log: Log): Memory {
  let machine: Machine | null = null
  let starts = 0
  return {
    async measure() {
      const counted = starts
      try {
        machine = await engine.getMachine(dataPool)
        starts -= counted
      } catch (err) {
        // What was known before goes on to count, with everything that started since: the engine is silent when it has most to do.
        log.warn({ err }, 'the machine could not be measured')
      }
    },
    machine: () => machine,
    freeMiB: () => (machine === null ? null : Math.max(0, machine.memoryFreeMiB - starts * perStartMiB)),
    started: () => {
      starts += 1
    },
  }
}
