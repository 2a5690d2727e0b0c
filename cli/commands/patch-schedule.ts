import { type Command, Option } from 'commander'
import { type PatchSchedule, patchSchedule, type ScheduleView } from '../../contracts/patch-schedule.ts'
import { windowText } from '../../contracts/patch-windows.ts'
import { UsageError } from '../failure.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { collect, seconds, wholeNumber } from '../options.ts'
import { answer, openSession } from '../session.ts'
import { type Column, moment, table } from '../table.ts'
import { windowsOf } from './patch-windows.ts'

interface ScheduleOptions {
  set: string[]
  zone: string
  updates: string
  first: string
  wait: string
  mayFail: string
  atOnce: string
  probe: string
  off?: boolean
}

/** Runs that open by themselves: shown, laid down, taken back. */
export function addPatchSchedule(patch: Command, io: Io): void {
  patch
    .command('schedule')
    .description('when runs open by themselves: shown, or with --set or --off changed')
    .argument('[kind]', 'such as webserver; without one all are shown')
    .option('--set <window>', 'a run opens within it, such as "sat 02:00-05:00"; may be given again', collect, [])
    .option('--zone <zone>', 'time zone of them, such as Europe/Berlin', Intl.DateTimeFormat().resolvedOptions().timeZone)
    .addOption(new Option('--updates <which>', 'what opens a run').choices(['security', 'all']).default('security'))
    .option('--first <number>', 'so many services come first', '2')
    .option('--wait <time>', 'between the first and the rest', '10m')
    .option('--may-fail <number>', 'it stops when more services than these could not be patched', '0')
    .option('--at-once <number>', 'at the same time, 1 to 8', '4')
    .option('--probe <time>', 'a service has to answer within this time', '30s')
    .option('--off', 'runs open by hand alone')
    .action(async (kind: string | undefined, options: ScheduleOptions, command: Command) => {
      const session = openSession(command, io)
      if (options.set.length > 0 || options.off) {
        if (kind === undefined) throw new UsageError('Name the kind, such as webserver.')
        const { action } = await session.api.patches.setSchedule.mutate({ kind, schedule: options.off ? null : scheduleOf(options) })
        await done(session, action)
      }
      const { schedules } = await session.api.patches.get.query()
      const shown = schedules.filter((row) => kind === undefined || row.kind === kind)
      answer(session, { schedules: shown }, () => table(shown, scheduleColumns, 'No such kind.'))
    })
}

function scheduleOf(options: ScheduleOptions): PatchSchedule {
  const parsed = patchSchedule.safeParse({
    updates: options.updates,
    windows: windowsOf(options),
    first: wholeNumber('--first', options.first),
    waitMinutes: Math.ceil(seconds('--wait', options.wait) / 60),
    mayFail: wholeNumber('--may-fail', options.mayFail),
    atOnce: wholeNumber('--at-once', options.atOnce),
    probeSeconds: seconds('--probe', options.probe),
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(`${issue?.path.join('.')}: ${issue?.message}`)
}

const scheduleColumns: Column<ScheduleView>[] = [
  ['kind', (row) => row.kind],
  ['state', (row) => (row.error === null ? row.state : `${row.state}: ${row.error.message}`)],
  ['updates', (row) => row.schedule?.updates],
  ['windows', (row) => row.schedule?.windows.map(windowText).join(', ')],
  ['next window', (row) => moment(row.nextAt)],
  ['by', (row) => row.setBy],
]
