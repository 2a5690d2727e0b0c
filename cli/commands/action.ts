import type { Command } from 'commander'
import { actionId } from '../../contracts/ids.ts'
import { actionState } from '../../contracts/states.ts'
import type { ActionView } from '../../contracts/views.ts'
import { approve } from '../approve.ts'
import { UsageError } from '../failure.ts'
import { done, failureOfAction, progressText, watch } from '../follow.ts'
import type { Io } from '../io.ts'
import { wholeNumber } from '../options.ts'
import { findTenant } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { facts, moment, table } from '../table.ts'
import { visible } from '../text.ts'

interface ListOptions {
  tenant?: string
  state?: string
  limit: string
}

export function addAction(program: Command, io: Io): void {
  const action = program.command('action').description('privileged actions: see them, follow them, approve them')

  action
    .command('list')
    .description('newest first')
    .option('--tenant <tenant>', 'only those of one tenant')
    .option('--state <state>', `only those in one state: ${actionState.options.join(', ')}`)
    .option('--limit <number>', 'how many', '50')
    .action(async (options: ListOptions, command: Command) => {
      const session = openSession(command, io)
      const state = options.state === undefined ? undefined : actionState.safeParse(options.state)
      if (state?.success === false) throw new UsageError(`--state is one of ${actionState.options.join(', ')}.`)
      const limit = Math.min(1000, wholeNumber('--limit', options.limit))
      const tenant = options.tenant === undefined ? undefined : (await findTenant(session.api, options.tenant)).id
      const actions = await session.api.actions.list.query({ tenant, state: state?.data, limit })
      answer(session, actions.items, () => table(actions.items, columns, 'No actions.'))
    })

  action
    .command('show')
    .description('one action, exactly as it was asked for')
    .argument('<action>', 'id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const view = await session.api.actions.get.query({ action: idOf(text) })
      answer(
        session,
        view,
        () =>
          `${actionFacts(view)}${facts([['input', JSON.stringify(view.input)]])}${view.result === null ? '' : facts([['result', JSON.stringify(view.result)]])}`,
      )
    })

  action
    .command('watch')
    .description('every step until it is at rest, with --json one line each; exit status 1 unless it is done or waits for an approval')
    .argument('<action>', 'id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const end = await watch(session, idOf(text), (view) =>
        io.out(session.json ? `${JSON.stringify(view)}\n` : `${moment(io.now())}  ${progressText(view)}\n`),
      )
      if (end.state !== 'done' && end.state !== 'awaiting_approval') throw failureOfAction(end)
    })

  action
    .command('approve')
    .description('sign a critical action with --approve-with FILE')
    .argument('<action>', 'id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const id = idOf(text)
      await approve(session, id)
      const view = await done(session, id)
      answer(session, view, () => actionFacts(view))
    })

  action
    .command('retry')
    .description('ask again for an action that failed or ran out, as it is wanted now')
    .argument('<action>', 'id')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, options: { wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      const asked = await session.api.actions.retry.mutate({ action: idOf(text) })
      const view = options.wait ? await done(session, asked.action) : await session.api.actions.get.query(asked)
      answer(session, view, () => actionFacts(view))
    })

  action
    .command('cancel')
    .description('take back an action that waits for its approval')
    .argument('<action>', 'id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const id = idOf(text)
      await session.api.actions.cancel.mutate({ action: id })
      const view = await session.api.actions.get.query({ action: id })
      answer(session, view, () => `Cancelled: ${visible(view.words)}\n`)
    })
}

function idOf(text: string): string {
  if (!actionId.safeParse(text).success) throw new UsageError(`${JSON.stringify(text)} is not the id of an action.`)
  return text
}

const columns = [
  ['asked', (view: ActionView) => moment(view.createdAt)],
  ['action', (view: ActionView) => view.words],
  ['tenant', (view: ActionView) => view.tenantName],
  ['by', (view: ActionView) => view.actorName],
  ['state', (view: ActionView) => view.state],
  ['id', (view: ActionView) => view.id],
] as const

const actionFacts = (view: ActionView): string =>
  facts([
    ['action', view.words],
    ['name', view.name],
    ['id', view.id],
    ['risk', view.risk],
    ['state', view.state],
    ['step', view.of === 0 ? null : `${view.step} of ${view.of}: ${view.text}`],
    ['tenant', view.tenantName],
    ['by', view.actorName],
    ['asked', moment(view.createdAt)],
    ['ended', moment(view.endedAt)],
    ['error', view.error === null ? null : `${view.error.code}: ${view.error.message}`],
  ])
