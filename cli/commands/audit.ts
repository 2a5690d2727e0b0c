import type { Command } from 'commander'
import { actionNames } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { LedgerEntry } from '../../contracts/ledger.ts'
import type { RefusalView } from '../../contracts/refusals.ts'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { wholeNumber } from '../options.ts'
import { findTenant } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { moment, table } from '../table.ts'

export function addAudit(program: Command, io: Io): void {
  const audit = program.command('audit').description("the keep's ledger of privileged actions, and what the backend refused by itself")

  audit
    .command('list')
    .description('newest first')
    .option('--tenant <tenant>', 'only what concerns one tenant')
    .option('--action <name>', 'only actions of this name, such as service.delete')
    .option('--limit <number>', 'how many', '50')
    .option('--before <sequence>', 'only entries before this one')
    .action(async (options: { tenant?: string; action?: string; limit: string; before?: string }, command: Command) => {
      const session = openSession(command, io)
      const tenant = options.tenant === undefined ? undefined : (await findTenant(session.api, options.tenant)).id
      const before = options.before === undefined ? undefined : wholeNumber('--before', options.before)
      const limit = wholeNumber('--limit', options.limit)
      const action = actionNames.find((name) => name === options.action)
      if (action === undefined && options.action !== undefined) throw new UsageError(`--action is one of ${actionNames.join(', ')}.`)
      const page = await session.api.ledger.list.query({ tenant, action, before, limit })
      answer(session, page.entries, () => table(page.entries, columns, 'The ledger is empty.'))
    })

  audit
    .command('refused')
    .description('changes that the backend refused by itself, newest first')
    .option('--tenant <tenant>', 'only tries on the things of one tenant')
    .option('--limit <number>', 'how many', '50')
    .option('--before <id>', 'only rows before this one')
    .action(async (options: { tenant?: string; limit: string; before?: string }, command: Command) => {
      const session = openSession(command, io)
      const tenant = options.tenant === undefined ? undefined : (await findTenant(session.api, options.tenant)).id
      const before = options.before === undefined ? undefined : wholeNumber('--before', options.before)
      const page = await session.api.refusals.list.query({ tenant, before, limit: wholeNumber('--limit', options.limit) })
      answer(session, page.refusals, () => table(page.refusals, refusedColumns, 'Nothing was refused.'))
    })

  audit
    .command('verify')
    .description('recompute the whole chain; exit status 1 when it is broken')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const verdict = await session.api.ledger.verify.query()
      if (!verdict.whole) throw new ReeveError('internal', `The ledger is broken at entry ${verdict.brokenAt} of ${verdict.entries}.`)
      answer(session, verdict, () => `The ledger is whole: ${verdict.entries} entries, head ${verdict.head}.\n`)
    })
}

const refusedColumns = [
  ['row', (row: RefusalView) => row.id],
  ['last at', (row: RefusalView) => moment(row.lastAt)],
  ['times', (row: RefusalView) => row.count],
  ['what', (row: RefusalView) => row.procedure],
  ['object', (row: RefusalView) => row.objectName ?? row.object],
  ['tenant', (row: RefusalView) => row.tenantName],
  ['by', (row: RefusalView) => row.personName],
  ['token', (row: RefusalView) => row.token],
  ['from', (row: RefusalView) => row.address],
  ['why', (row: RefusalView) => row.why],
] as const

const columns = [
  ['entry', (entry: LedgerEntry) => entry.sequence],
  ['at', (entry: LedgerEntry) => moment(entry.at)],
  ['what', (entry: LedgerEntry) => entry.kind],
  ['action', (entry: LedgerEntry) => entry.name],
  ['by', (entry: LedgerEntry) => entry.actor],
  ['object', (entry: LedgerEntry) => entry.object],
  ['detail', (entry: LedgerEntry) => entry.detail],
] as const
