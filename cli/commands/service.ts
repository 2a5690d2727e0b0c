import { setTimeout as after } from 'node:timers/promises'
import type { Command } from 'commander'
import type { PowerState } from '../../contracts/states.ts'
import type { ServiceView } from '../../contracts/views.ts'
import { UsageError } from '../failure.ts'
import { done } from '../follow.ts'
import { followLog } from '../follow-log.ts'
import type { Io } from '../io.ts'
import { collect, configOf, passwordOf, wholeNumber } from '../options.ts'
import { all, findService, findTenant, listsOf } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { type Cell, facts, moment, table } from '../table.ts'
import { visible } from '../text.ts'
import { addPackages } from './packages.ts'
import { addResources } from './resources.ts'
import { addRun } from './run.ts'
import { addSettings } from './settings.ts'
import { addSnapshots } from './snapshot.ts'
import { routesDone } from './tenant.ts'

interface CreateOptions {
  tenant: string
  kind: string
  name: string
  domain: string[]
  set: string[]
  passwordFile?: string
  wait: boolean
}

export function addService(program: Command, io: Io): void {
  const service = program.command('service').description('what tenants host: make, look at, wake, put to sleep, delete')

  service
    .command('create')
    .description('make a service in a VPS of its own')
    .requiredOption('--tenant <tenant>', 'name or id of the tenant')
    .requiredOption('--kind <kind>', 'see `reeve kind list`')
    .requiredOption('--name <name>', 'short name: a to z, 0 to 9, dashes')
    .option('--domain <name>', 'a host name that finds it; may be given again', collect, [])
    .option('--set <key=value>', 'a setting of its kind, value as JSON or text; may be given again, as each value of a list', collect, [])
    .option('--password-file <file>', 'first line: the password of a kind that has one; only a verifier of it leaves this command')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (options: CreateOptions, command: Command) => {
      const session = openSession(command, io)
      const tenant = await findTenant(session.api, options.tenant)
      const { kind, name, domain: domains } = options
      const config = { ...configOf(options.set, await listsOf(session.api, kind)), ...(await passwordOf(options.passwordFile)) }
      const asked = await session.api.services.create.mutate({ tenant: tenant.id, kind, name, domains, config })
      if (options.wait) {
        await done(session, asked.action)
        await routesDone(session, tenant.id)
      }
      const view = await session.api.services.get.query({ service: asked.service })
      answer(session, { ...view, action: asked.action }, () => serviceFacts(view))
    })

  service
    .command('list')
    .description('all services')
    .option('--tenant <tenant>', 'only those of one tenant')
    .option('--kind <kind>', 'only those of one kind')
    .option('--search <text>', 'only those whose name holds this')
    .action(async (options: { tenant?: string; kind?: string; search?: string }, command: Command) => {
      const session = openSession(command, io)
      const tenant = options.tenant === undefined ? undefined : (await findTenant(session.api, options.tenant)).id
      const services = await all((part) => session.api.services.list.query({ ...part, tenant, kind: options.kind, search: options.search }))
      answer(session, services, () => table(services, columns, 'No services.'))
    })

  service
    .command('show')
    .description('one service, and when it last woke')
    .argument('<service>', 'TENANT/NAME or id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const view = await findService(session.api, text)
      const wakes = await session.api.services.wakes.query({ service: view.id, limit: 10 })
      answer(session, { ...view, wakes }, () => {
        const shown = table(wakes, wakeColumns, 'It was not woken yet.')
        return `${serviceFacts(view)}\n${shown}`
      })
    })

  service
    .command('wake')
    .description('start or thaw it now')
    .argument('<service>', 'TENANT/NAME or id')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, options: { wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findService(session.api, text)
      const asked = await session.api.services.wake.mutate({ service: id })
      await answerAfter(session, id, asked.action, options.wait ? ['running'] : [])
    })

  service
    .command('sleep')
    .description('freeze it now, or stop it')
    .argument('<service>', 'TENANT/NAME or id')
    .option('--stop', 'stop it instead of freezing it')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, options: { stop?: boolean; wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findService(session.api, text)
      const asked = await session.api.services.sleep.mutate({ service: id, stop: options.stop === true })
      await answerAfter(session, id, asked.action, options.wait ? (options.stop === true ? ['stopped'] : ['frozen', 'stopped']) : [])
    })

  service
    .command('logs')
    .description('the last lines that its processes wrote')
    .argument('<service>', 'TENANT/NAME or id')
    .option('--lines <number>', 'how many, at most 2000', '200')
    .option('--follow', 'go on with what is written from now on, until Ctrl+C')
    .action(async (text: string, options: { lines: string; follow?: boolean }, command: Command) => {
      const session = openSession(command, io)
      const lines = wholeNumber('--lines', options.lines)
      if (lines < 1 || lines > 2000) throw new UsageError('--lines is a number from 1 to 2000.')
      const { id } = await findService(session.api, text)
      const show = (found: readonly string[]) =>
        answer(session, { service: id, lines: found }, () => found.map((line) => `${visible(line)}\n`).join(''))
      if (options.follow === true) {
        await followLog({
          read: async () => (await session.api.services.logs.query({ service: id, lines })).lines,
          print: show,
          wait: () => after(followMs, true),
        })
        return
      }
      show((await session.api.services.logs.query({ service: id, lines })).lines)
    })

  addRun(service, io)
  addSnapshots(service, io)
  addSettings(service, io)
  addResources(service, io)
  addPackages(service, io)

  service
    .command('delete')
    .description('delete a service with its data (critical: needs an approval)')
    .argument('<service>', 'TENANT/NAME or id')
    .option('--remove-backups', 'its backups go as soon as their time is over; else they are kept for 30 days')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, options: { wait: boolean; removeBackups?: boolean }, command: Command) => {
      const session = openSession(command, io)
      const found = await findService(session.api, text)
      const backups = options.removeBackups === true ? 'remove' : 'keep'
      const asked = await session.api.services.delete.mutate({ service: found.id, backups })
      if (options.wait) {
        await done(session, asked.action)
        await routesDone(session, found.tenant)
      }
      answer(session, { id: found.id, action: asked.action }, () =>
        options.wait ? `Deleted the service ${found.tenantName}/${found.name}.\n` : `Asked for: ${asked.action}\n`,
      )
    })
}

/** Each look reads the newest part of the file. */
const followMs = 2000

/** What is seen of a VPS comes by another way than the end of the action, a moment later. */
const patience = 3000

/** Answers with the service: at once, or when the action is done and its VPS is seen as one of `wanted`. */
async function answerAfter(session: ReturnType<typeof openSession>, service: string, action: string, wanted: PowerState[]): Promise<void> {
  if (wanted.length > 0) await done(session, action)
  const end = Date.now() + patience
  let view = await session.api.services.get.query({ service })
  while (wanted.length > 0 && !wanted.includes(view.power) && Date.now() < end) {
    await after(50)
    view = await session.api.services.get.query({ service })
  }
  answer(session, { ...view, action }, () => serviceFacts(view))
}

const columns = [
  ['service', (view: ServiceView) => `${view.tenantName}/${view.name}`],
  ['kind', (view: ServiceView) => view.kind],
  ['state', (view: ServiceView) => view.state],
  ['power', (view: ServiceView) => view.power],
  ['found by', (view: ServiceView) => foundBy(view)],
  ['id', (view: ServiceView) => view.id],
] as const

const wakeColumns = [
  ['woken', (wake: { at: number }) => moment(wake.at)],
  ['from', (wake: { from: string }) => wake.from],
  ['by', (wake: { by: string }) => wake.by],
  ['ms', (wake: { milliseconds: number | null }) => wake.milliseconds],
  ['error', (wake: { error: string | null }) => wake.error],
] as const

function foundBy(view: ServiceView): string {
  const [first, ...more] = view.domains
  if (first !== undefined) return more.length === 0 ? first : `${first} and ${more.length} more`
  return view.ownAddress === null ? '' : view.ports.map(({ port }) => `${view.ownAddress}:${port}`).join(' ')
}

const serviceFacts = (view: ServiceView): string =>
  facts([
    ['service', `${view.tenantName}/${view.name}`],
    ['id', view.id],
    ['kind', `${view.kind} (${view.kindTitle})`],
    ['state', view.state],
    ['power', view.power],
    ['domains', view.domains.join(' ')],
    ['own address', view.ownAddress],
    ['ports', view.ports.map(({ name, port }) => `${name} ${port}`).join(', ')],
    ['memory', `${view.resources.memoryMiB} MiB`],
    ['disk', `${view.resources.diskMiB} MiB`],
    ['idle', `freezes after ${view.idle.freezeAfterSeconds} s, stops after ${view.idle.stopAfterSeconds} s`],
    ['made', moment(view.createdAt)],
    ...(view.error === null ? [] : [['error', `${view.error.code}: ${view.error.message}`] as [string, Cell]]),
  ])
