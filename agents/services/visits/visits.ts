import type { ActionInput } from '../../../contracts/actions.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import { projectOf } from '../../../contracts/ids.ts'
import type { VisitsResult } from '../../../contracts/visits.ts'
import { logFile } from '../../catalogue/base.ts'
import type { Engine } from '../../engine/client.ts'
import type { ServicesDeps } from '../deps.ts'
import { createTally, parseVisit, type Visit } from './parse.ts'

/** The logger begins a new file at 1 MB and keeps four old ones; one long line may come on top of each. */
const maxCurrentBytes = 2_097_152
const maxOldBytes = 12_582_912
const timeoutMs = 20_000
/** Oldest first: the logger names its files by time. */
const oldFiles = ['find', '/var/log/reeve', '-maxdepth', '1', '-type', 'f', '-name', '@*', '-printf', '%f\\n'] as const
const nameOfOld = /^@[0-9a-f]{24}\.[su]$/

/** Requests after a time, counted from the log of the service's own server. One that sleeps is not woken: its log is there when it runs again. */
export async function readVisits(
  { engine }: ServicesDeps,
  { tenant, service, after }: ActionInput<'service.visits'>,
): Promise<VisitsResult> {
  const project = projectOf(tenant)
  const instance = await engine.getInstance(project, service)
  if (instance === undefined) throw new ReeveError('not_found', 'The service has no VPS yet. Wait until it is made.')
  if (instance.state !== 'running') return { running: false, until: after, whole: true, days: [] }
  const newest = visitsIn((await engine.readFile(project, service, logFile, maxCurrentBytes))?.toString('utf8') ?? '')
  // Only when the newest file does not reach back far enough.
  const reaches = newest.length > 0 && (newest[0]?.at ?? 0) <= after
  const older = reaches ? [] : visitsIn(await readOld(engine, project, service))
  const all = [...older, ...newest]
  const tally = createTally()
  let until = after
  for (const visit of all) {
    if (visit.at <= after) continue
    tally.add(visit)
    until = Math.max(until, visit.at)
  }
  const whole = after === 0 || all.length === 0 || (all[0]?.at ?? 0) <= after
  return { running: true, until, whole, days: tally.days() }
}

const visitsIn = (text: string): Visit[] =>
  text.split('\n').flatMap((line) => {
    const visit = parseVisit(line)
    return visit === undefined ? [] : [visit]
  })

async function readOld(engine: Engine, project: string, service: string): Promise<string> {
  const found = await engine.exec(project, service, { argv: [...oldFiles], timeoutMs, maxOutputBytes: 65_536 })
  const names = found.stdout
    .toString('utf8')
    .split('\n')
    .filter((name) => nameOfOld.test(name))
    .sort()
  let text = ''
  for (const name of names.slice(-4)) {
    const bytes = await engine.readFile(project, service, `/var/log/reeve/${name}`, maxCurrentBytes)
    // The logger may have taken it away in between.
    if (bytes !== undefined && text.length + bytes.length <= maxOldBytes) text += `${bytes.toString('utf8')}\n`
  }
  return text
}
