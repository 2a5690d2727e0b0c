import { setTimeout as after } from 'node:timers/promises'
import type { Command } from 'commander'
import { tallyOf, tallyText } from '../../contracts/patch-counts.ts'
import { type RunReport, type RunView, runOver, startRunInput, type TargetView } from '../../contracts/patches.ts'
import { UsageError } from '../failure.ts'
import { type Io, ProgressLine } from '../io.ts'
import { collect, seconds, wholeNumber } from '../options.ts'
import { findTenant } from '../resolve.ts'
import { answer, openSession, type Session } from '../session.ts'
import { type Column, facts, moment, table } from '../table.ts'

interface RunOptions {
  window?: boolean
  first: string
  firstTenant: string[]
  wait: string
  mayFail: string
  atOnce: string
  probe: string
  follow: boolean
}

const lookMs = 500

/** Runs of patches: started, followed, told to pause, to go on or to end. */
export function addPatchRun(patch: Command, io: Io): void {
  patch
    .command('run')
    .description('bring all services of a kind to a new image: a few first, then the rest')
    .argument('<kind>', 'such as webserver')
    .option('--window', 'each service only within its window')
    .option('--first <number>', 'so many services come first', '2')
    .option('--first-tenant <tenant>', 'all services of this tenant come first, too; may be given again', collect, [])
    .option('--wait <time>', 'between the first and the rest', '10m')
    .option('--may-fail <number>', 'it stops when more services than these could not be patched', '0')
    .option('--at-once <number>', 'at the same time, 1 to 8', '4')
    .option('--probe <time>', 'a service has to answer within this time', '30s')
    .option('--no-follow', 'answer as soon as it has begun')
    .action(async (kind: string, options: RunOptions, command: Command) => {
      const session = openSession(command, io)
      const { run } = await session.api.patches.start.mutate(await inputOf(session, kind, options))
      const report = await reportOf(session, options.follow ? await followed(session, run) : await session.api.patches.run.query({ run }))
      answer(session, report, () => reportText(report))
    })

  patch
    .command('report')
    .description('one run: how far it is, and what became of each service')
    .argument('<run>', 'its id')
    .action(async (run: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const report = await reportOf(session, await session.api.patches.run.query({ run }))
      answer(session, report, () => reportText(report))
    })

  for (const [word, description] of words) {
    patch
      .command(word)
      .description(description)
      .argument('<run>', 'its id')
      .action(async (run: string, _options: object, command: Command) => {
        const session = openSession(command, io)
        await session.api.patches[word].mutate({ run })
        const report = await reportOf(session, await session.api.patches.run.query({ run }))
        answer(session, report, () => reportText(report))
      })
  }
}

const words = [
  ['pause', 'begin nothing more; what is being patched is carried to its end'],
  ['resume', 'go on with a run that is paused'],
  ['cancel', 'end a run: services that were not begun stay as they are'],
] as const

async function inputOf(session: Session, kind: string, options: RunOptions) {
  const tenants = await Promise.all(options.firstTenant.map((tenant) => findTenant(session.api, tenant)))
  const parsed = startRunInput.safeParse({
    kind,
    when: options.window ? 'window' : 'now',
    first: wholeNumber('--first', options.first),
    firstTenants: tenants.map(({ id }) => id),
    waitMinutes: Math.ceil(seconds('--wait', options.wait) / 60),
    mayFail: wholeNumber('--may-fail', options.mayFail),
    atOnce: wholeNumber('--at-once', options.atOnce),
    probeSeconds: seconds('--probe', options.probe),
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(`${issue?.path.join('.')}: ${issue?.message}`)
}

async function reportOf(session: Session, view: RunView): Promise<RunReport> {
  const targets: TargetView[] = []
  for (;;) {
    const page = await session.api.patches.targets.query({ run: view.id, limit: 1000, offset: targets.length })
    targets.push(...page.items)
    if (page.items.length === 0 || targets.length >= page.total) return { ...view, targets }
  }
}

async function followed(session: Session, run: string): Promise<RunView> {
  const line = new ProgressLine(session.io)
  try {
    for (;;) {
      const report = await session.api.patches.run.query({ run })
      if (runOver(report.state) || report.paused) return report
      line.draw(`${report.kind}: ${report.state}, ${countsText(report)}`)
      await after(lookMs)
    }
  } finally {
    line.clear()
  }
}

/** As states are named in the report. */
const countsText = ({ counts }: RunView): string =>
  tallyText(tallyOf(counts), { patched: 'patched', back: 'back', failed: 'failed', skipped: 'skipped' })

const stateText = (run: RunView): string => (run.paused ? `${run.state}, paused` : run.state)

function reportText(report: RunReport): string {
  return [
    facts([
      ['run', report.id],
      ['kind', report.kind],
      ['state', stateText(report)],
      ['services', countsText(report)],
      ['image', report.image],
      ['by', report.startedBy],
      ['begun', moment(report.createdAt)],
      ['ended', moment(report.endedAt)],
      ...(report.waitUntil === null ? [] : [['rest from', moment(report.waitUntil)] as const]),
      ...(report.error === null ? [] : [['error', `${report.error.code}: ${report.error.message}`] as const]),
    ]),
    '\n',
    table(report.packages, changeColumns, 'No package is another version.'),
    '\n',
    table(report.targets, targetColumns, 'No services of this kind.'),
  ].join('')
}

export const runColumns: Column<RunView>[] = [
  ['run', (row) => row.id],
  ['kind', (row) => row.kind],
  ['state', stateText],
  ['services', countsText],
  ['by', (row) => row.startedBy],
  ['begun', (row) => moment(row.createdAt)],
]
export const changeColumns: Column<RunView['packages'][number]>[] = [
  ['package', (row) => row.name],
  ['before', (row) => row.before],
  ['after', (row) => row.after],
]
const targetColumns: Column<TargetView>[] = [
  ['service', (row) => `${row.tenantName}/${row.serviceName}`],
  ['first', (row) => (row.first ? 'yes' : null)],
  ['state', (row) => row.state],
  ['held ms', (row) => row.heldMs],
  ['why', (row) => row.error?.message],
]
