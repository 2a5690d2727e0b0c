/** Runs of patches that open by themselves: what an administrator has laid down for one kind. The keep knows it, too. */
import * as z from 'zod'
import type { ErrorView } from './errors.ts'
import { slug } from './names.ts'
import { patchWindow, runOptions } from './patches.ts'

export const patchSchedule = runOptions.pick({ first: true, waitMinutes: true, mayFail: true, atOnce: true, probeSeconds: true }).extend({
  /** What opens a run. An image takes all newer packages, whatever it was built for. */
  updates: z.enum(['security', 'all']),
  /** A run opens within one of them, and begins no service outside of them. */
  windows: z.array(patchWindow).min(1, 'Choose at least one window.').max(14),
})
export type PatchSchedule = z.infer<typeof patchSchedule>

/** Null: runs open by hand alone. */
export const setScheduleInput = z.object({ kind: slug, schedule: patchSchedule.nullable() })

export interface ScheduleView {
  kind: string
  title: string
  /** Null: off. */
  schedule: PatchSchedule | null
  /** `pending`: the keep does not know it yet. `failed`: it does not want it. */
  state: 'pending' | 'active' | 'failed' | 'off'
  error: ErrorView | null
  setBy: string | null
  /** When the next window opens; the present time while one is open, null when it is off. */
  nextAt: number | null
  /** When it last opened a run. */
  openedAt: number | null
}
