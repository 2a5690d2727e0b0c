import type { Command } from 'commander'
import { actionNames } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { LedgerEntry } from '../../contracts/ledger.ts'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { wholeNumber } from '../options.ts'
import { findTenant } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { moment, table } from '../table.ts'

export function addAudit(program: Command, io: Io): void {
  const audit = program.command('audit').description("the keep's ledger of privileged actions")

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
    .command('verify')
    .description('recompute the whole chain; exit status 1 when it is broken')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const verdict = await session.api.ledger.verify.query()
      if (!verdict.whole) throw new ReeveError('internal', `The ledger is broken at entry ${verdict.brokenAt} of ${verdict.entries}.`)
      answer(session, verdict, () => `The ledger is whole: ${verdict.entries} entries, head ${verdict.head}.\n`)
    })
}

const columns = [
  ['entry', (entry: LedgerEntry) => entry.sequence],
  ['at', (entry: LedgerEntry) => moment(entry.at)],
  ['what', (entry: LedgerEntry) => entry.kind],
  ['action', (entry: LedgerEntry) => entry.name],
  ['by', (entry: LedgerEntry) => entry.actor],
  ['object', (entry: LedgerEntry) => entry.object],
  ['detail', (entry: LedgerEntry) => entry.detail],
] as const
