import type { Command } from 'commander'
import type { Extra } from '../../contracts/requests.ts'
import { UsageError } from '../failure.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { findPlan, findTenant } from '../resolve.ts'
import { answer, openSession, remark } from '../session.ts'

interface UpdateOptions {
  plan?: string
  title?: string
  /** Commander's word for `--keep-extra` and `--no-extra`. */
  keepExtra?: true
  extra: boolean
  wait: boolean
}

/** `reeve tenant update`: its plan, its name for people, and what was given on top of the plan. */
export function addUpdate(tenant: Command, io: Io): void {
  tenant
    .command('update')
    .description('give it another plan or title; what was given on top of the plan goes with the plan')
    .argument('<tenant>', 'name or id')
    .option('--plan <plan>', 'name or id of its plan')
    .option('--title <title>', 'name for people')
    .option('--keep-extra', 'keep what was given on top of the plan before')
    .option('--no-extra', 'take back what was given on top of the plan')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (text: string, options: UpdateOptions, command: Command) => {
      const { keepExtra = false, title } = options
      if (keepExtra && !options.extra) throw new UsageError('Give either --keep-extra or --no-extra.')
      if (options.plan === undefined && title === undefined && options.extra)
        throw new UsageError('Say what is to be another: see `reeve tenant update --help`.')
      const session = openSession(command, io)
      const { id, plan: planBefore } = await findTenant(session.api, text)
      const plan = options.plan === undefined ? undefined : (await findPlan(session.api, options.plan)).id
      const before = await session.api.tenants.get.query({ tenant: id })
      const goes = !keepExtra && (!options.extra || (plan !== undefined && plan !== planBefore))
      if (goes && before.extra !== null) remark(session, `What was given on top of the plan goes: ${extraText(before.extra)}.`)
      const asked = await session.api.tenants.update.mutate({ tenant: id, plan, title, extra: goes ? 'drop' : 'keep' })
      if (options.wait) await done(session, asked.action)
      const view = await session.api.tenants.get.query({ tenant: id })
      answer(session, { ...view, action: asked.action }, () => `${view.name} has the plan ${view.planName} and the title ${view.title}.\n`)
    })
}

export const extraText = ({ cpus, memoryMiB, diskMiB, processes }: Extra): string =>
  [
    ...(cpus === undefined ? [] : [`${cpus} CPUs`]),
    ...(memoryMiB === undefined ? [] : [`${memoryMiB} MiB of memory`]),
    ...(diskMiB === undefined ? [] : [`${diskMiB} MiB of disk`]),
    ...(processes === undefined ? [] : [`${processes} processes`]),
  ].join(', ')
