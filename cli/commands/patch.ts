import type { Command } from 'commander'
import { windowText } from '../../contracts/patch-windows.ts'
import type { HostPatchView, KindPatchView, PatchesView } from '../../contracts/patches.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { collect } from '../options.ts'
import { findTenant } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { type Column, facts, moment, table } from '../table.ts'
import { addPatchRun, changeColumns, runColumns } from './patch-run.ts'
import { addPatchSchedule } from './patch-schedule.ts'
import { windowsOf } from './patch-windows.ts'

interface WindowOptions {
  tenant?: string
  set: string[]
  zone: string
  clear?: boolean
}

/** What is outdated, and bringing it up to date. */
export function addPatch(program: Command, io: Io): void {
  const patch = program
    .command('patch')
    .description('updates of the images of services and of the machine, and runs that bring services up to date')

  patch
    .command('check')
    .description('look for updates now')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (options: { wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      const { action } = await session.api.patches.check.mutate()
      if (options.wait) await done(session, action)
      const view = await session.api.patches.get.query()
      answer(session, { ...view, action }, () => overview(view))
    })

  patch
    .command('list')
    .description('what is outdated, and the last runs')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const view = await session.api.patches.get.query()
      answer(session, view, () => overview(view))
    })

  addPatchRun(patch, io)
  addPatchSchedule(patch, io)

  patch
    .command('windows')
    .description('when services may be patched: shown, or with --set or --clear changed')
    .option('--tenant <tenant>', 'those of one tenant; without it those of the installation')
    .option('--set <window>', 'such as "mon-fri 22:00-04:00"; may be given again', collect, [])
    .option('--zone <zone>', 'time zone of them, such as Europe/Berlin', Intl.DateTimeFormat().resolvedOptions().timeZone)
    .option('--clear', 'any time, or what the installation says')
    .action(async (options: WindowOptions, command: Command) => {
      const session = openSession(command, io)
      const of = options.tenant === undefined ? {} : { tenant: (await findTenant(session.api, options.tenant)).id }
      if (options.set.length > 0 || options.clear) {
        await session.api.patches.setWindows.mutate({ ...of, windows: options.clear ? [] : windowsOf(options) })
      }
      const view = await session.api.patches.windows.query(of)
      answer(session, view, () => (view.windows.length === 0 ? 'Any time.\n' : view.windows.map((one) => `${windowText(one)}\n`).join('')))
    })

  patch
    .command('host')
    .description('install updates of the machine itself (critical: needs an approval)')
    .argument('[package...]', 'only these; without any: all that the last look found')
    .option('--security', 'only those of security')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (packages: string[], options: { security?: boolean; wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      const chosen = packages.length === 0 ? {} : { packages }
      const { action } = await session.api.patches.host.mutate({ ...chosen, securityOnly: options.security ?? false })
      if (options.wait) await done(session, action)
      const { host } = await session.api.patches.get.query()
      answer(session, { action, last: host?.last ?? null }, () => (options.wait ? lastText(host) : `Asked for: ${action}\n`))
    })

  patch
    .command('host-restore')
    .description('bring back the versions that were there before the last time (critical: needs an approval)')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (options: { wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      const { action } = await session.api.patches.restoreHost.mutate()
      if (options.wait) await done(session, action)
      const { host } = await session.api.patches.get.query()
      answer(session, { action, last: host?.last ?? null }, () => (options.wait ? lastText(host) : `Asked for: ${action}\n`))
    })
}

const updatesText = ({ updates, security, error }: Pick<KindPatchView, 'updates' | 'security' | 'error'>): string =>
  error ?? (updates === 0 ? 'none' : `${updates}, ${security} for security`)

function overview({ checkedAt, version, host, kinds, runs }: PatchesView): string {
  return [
    facts([
      ['looked', checkedAt === null ? 'never' : moment(checkedAt)],
      ['reeve', host?.newer == null ? version : `${version}; the checkout has other code (${host.newer}): npm run up`],
      ['machine', host?.system],
      ['its updates', host === null ? undefined : updatesText(host)],
      ['restart needed', host?.rebootNeeded ? 'yes' : 'no'],
    ]),
    '\n',
    table(kinds, kindColumns, 'No kinds.'),
    '\n',
    table(runs, runColumns, 'No runs.'),
  ].join('')
}

function lastText(host: HostPatchView | null): string {
  const last = host?.last ?? null
  if (last === null) return 'Nothing was installed.\n'
  const said = last.said === '' ? '' : `\n${last.said}\n`
  return `${facts([['outcome', last.outcome]])}${table(last.changes, changeColumns, 'No package is another version.')}${said}`
}

const kindColumns: Column<KindPatchView>[] = [
  ['kind', (row) => row.kind],
  ['built', (row) => moment(row.builtAt)],
  ['updates', updatesText],
  ['services', (row) => row.services],
  ['older', (row) => row.older],
  ['run', (row) => row.run],
]
