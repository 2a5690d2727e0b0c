import { type PatchSchedule, patchSchedule } from '../../contracts/patch-schedule.ts'
import type { Db } from '../core/database.ts'
import type { Parsed } from './parse.ts'
import type { Records } from './records.ts'

export interface Schedules extends Pick<Records, 'patchSchedule' | 'patchSchedules'> {
  /** Inside the accepting transaction. */
  change(parsed: Parsed, now: number): void
}

/** What administrators have laid down for the backend's own name: without a line here it patches nothing by itself. */
export function createSchedules(db: Db): Schedules {
  const find = db.prepare<[string], string>('SELECT schedule FROM patch_schedules WHERE kind = ?').pluck()
  const all = db.prepare<[], number>('SELECT count(*) FROM patch_schedules').pluck()
  const put = db.prepare(
    `INSERT INTO patch_schedules (kind, schedule, at) VALUES (?, ?, ?)
     ON CONFLICT (kind) DO UPDATE SET schedule = excluded.schedule, at = excluded.at`,
  )
  const remove = db.prepare('DELETE FROM patch_schedules WHERE kind = ?')
  return {
    patchSchedule(kind): PatchSchedule | undefined {
      const text = find.get(kind)
      return text === undefined ? undefined : patchSchedule.parse(JSON.parse(text))
    },
    patchSchedules: () => all.get() ?? 0,
    change({ name, input }, now) {
      if (name !== 'patch.schedule') return
      if (input.schedule === null) remove.run(input.kind)
      else put.run(input.kind, JSON.stringify(input.schedule), now)
    },
  }
}
