import type { Command } from 'commander'
import type { ServiceChangeView } from '../../contracts/history.ts'
import { UsageError } from '../failure.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { configOf, passwordOf, wholeNumber } from '../options.ts'
import { findService, listsOf } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { moment, table } from '../table.ts'

/** The settings of a service's kind: changing them, what they were, and the way back. */
export function addSettings(service: Command, io: Io): void {
  service
    .command('set')
    .description('change settings of its kind; its own checker looks at them before they are used')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('[settings...]', 'key=value, value as JSON or text; a list is given value by value')
    .option('--password-file <file>', 'first line: the password of a kind that has one; only a verifier of it leaves this command')
    .option('--rehearse', 'try it on a copy first, and change nothing unless that works')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(
      async (text: string, settings: string[], options: { passwordFile?: string; rehearse?: true; wait: boolean }, command: Command) => {
        const session = openSession(command, io)
        const found = await findService(session.api, text)
        const changed = { ...configOf(settings, await listsOf(session.api, found.kind)), ...(await passwordOf(options.passwordFile)) }
        if (Object.keys(changed).length === 0) throw new UsageError('Write at least one setting as key=value.')
        const config = { ...(found.config as typeof changed), ...changed }
        const asked = await session.api.services.update.mutate({ service: found.id, config, rehearse: options.rehearse })
        if (options.wait) await done(session, asked.action)
        const view = await session.api.services.get.query({ service: found.id })
        answer(session, { ...view, action: asked.action }, () => settingsText(view.config))
      },
    )

  service
    .command('history')
    .description('every change of its settings, the newest first')
    .argument('<service>', 'TENANT/NAME or id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findService(session.api, text)
      const changes = await session.api.services.history.query({ service: id, limit: 200 })
      answer(session, changes, () => table(changes, columns, 'No change yet.'))
    })

  service
    .command('undo')
    .description('go back to the settings of an earlier change')
    .argument('<service>', 'TENANT/NAME or id')
    .requiredOption('--to <change>', 'number of the change, see `reeve service history`')
    .option('--rehearse', 'try it on a copy first, and change nothing unless that works')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, options: { to: string; rehearse?: true; wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findService(session.api, text)
      const asked = await session.api.services.undo.mutate({
        service: id,
        change: wholeNumber('--to', options.to),
        rehearse: options.rehearse,
      })
      if (options.wait) await done(session, asked.action)
      const view = await session.api.services.get.query({ service: id })
      answer(session, { ...view, action: asked.action }, () => settingsText(view.config))
    })
}

const settingsText = (config: Record<string, unknown>): string =>
  table(
    Object.entries(config),
    [
      ['setting', ([name]) => name],
      ['value', ([, value]) => (typeof value === 'string' ? value : JSON.stringify(value))],
    ],
    'All settings are as its kind has them.',
  )

const columns = [
  ['change', (change: ServiceChangeView) => change.id],
  ['when', (change: ServiceChangeView) => moment(change.at)],
  ['who', (change: ServiceChangeView) => change.personName],
  ['state', (change: ServiceChangeView) => (change.current ? 'in use' : change.state)],
  [
    'what',
    (change: ServiceChangeView) =>
      change.differences.map(({ name, before, after }) => `${name}: ${before ?? 'not set'} -> ${after ?? 'not set'}`).join('; '),
  ],
  ['error', (change: ServiceChangeView) => change.error?.message],
] as const
