import type { Command } from 'commander'
import { type BackupPolicy, type BackupRow, backupPolicy, type KeepRules, keepRules } from '../../contracts/backups.ts'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { wholeNumber } from '../options.ts'
import { findPlan, findService } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { facts, moment, table } from '../table.ts'

interface Keep {
  last?: string
  daily?: string
  weekly?: string
  monthly?: string
}
export interface PolicyOptions extends Keep {
  every?: string
  at?: string
  zone?: string
  repository?: string
  off?: boolean
  on?: boolean
}

const withKeep = (command: Command): Command =>
  command
    .option('--last <number>', 'newest backups that stay')
    .option('--daily <number>', 'days of which the newest stays')
    .option('--weekly <number>', 'weeks of which the newest stays')
    .option('--monthly <number>', 'months of which the newest stays')

export const withPolicy = (command: Command): Command =>
  withKeep(
    command
      .option('--every <how>', 'hour, day or week')
      .option('--at <time>', 'such as 03:30')
      .option('--zone <zone>', 'time zone, such as Europe/Berlin')
      .option('--repository <name>', 'where they are kept')
      .option('--on', 'make backups')
      .option('--off', 'make none'),
  )

function keepOf(options: Keep, before: KeepRules): KeepRules {
  const number = (name: keyof Keep) => (options[name] === undefined ? before[name] : wholeNumber(`--${name}`, options[name]))
  const rules = { last: number('last'), daily: number('daily'), weekly: number('weekly'), monthly: number('monthly') }
  const parsed = keepRules.safeParse(rules)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(`--${String(issue?.path[0] ?? 'last')}: ${issue?.message ?? 'This is no number of backups.'}`)
}

export function policyOf(options: PolicyOptions, before: BackupPolicy): BackupPolicy {
  const { every = before.every, at = before.at, zone = before.zone, repository = before.repository } = options
  if (options.on === true && options.off === true) throw new UsageError('Give either --on or --off.')
  const on = options.off === true ? false : options.on === true ? true : before.on
  const parsed = backupPolicy.safeParse({ on, every, at, zone, repository, keep: keepOf(options, before.keep) })
  if (parsed.success) return parsed.data
  throw new UsageError(parsed.error.issues[0]?.message ?? 'This is no policy.')
}

export const policyWords = ({ on, every, at, zone, keep, repository }: BackupPolicy): string =>
  facts([
    ['backups', on ? `every ${every} at ${at} ${zone}` : 'none'],
    ['keep', `last ${keep.last}, daily ${keep.daily}, weekly ${keep.weekly}, monthly ${keep.monthly}`],
    ['repository', repository],
  ])

export function addPolicies(backup: Command, io: Io): void {
  withPolicy(
    backup
      .command('policy')
      .description('what is backed up when, and how long it stays; with options: change that')
      .argument('<service>', 'TENANT/NAME or id')
      .option('--as-plan', 'no choice of its own any more'),
  ).action(async (name: string, options: PolicyOptions & { asPlan?: boolean }, command: Command) => {
    const session = openSession(command, io)
    const service = await findService(session.api, name)
    const before = await session.api.backups.list.query({ service: service.id })
    const { asPlan, ...wishes } = options
    if (asPlan === true) await session.api.backups.setPolicy.mutate({ service: service.id, policy: null })
    else if (Object.keys(wishes).length > 0) {
      await session.api.backups.setPolicy.mutate({ service: service.id, policy: policyOf(wishes, before.policy) })
    }
    const { policy, own, nextAt } = await session.api.backups.list.query({ service: service.id })
    answer(session, { service: service.id, policy, own, nextAt }, () => policyWords(policy))
  })

  withPolicy(
    backup.command('plan').description('what services of a plan get that have chosen nothing').argument('<plan>', 'name or id'),
  ).action(async (name: string, options: PolicyOptions, command: Command) => {
    const session = openSession(command, io)
    const plan = await findPlan(session.api, name)
    const before = await session.api.backups.planPolicy.query({ plan: plan.id })
    if (Object.keys(options).length > 0)
      await session.api.backups.setPlanPolicy.mutate({ plan: plan.id, policy: policyOf(options, before) })
    const policy = await session.api.backups.planPolicy.query({ plan: plan.id })
    answer(session, { plan: plan.id, policy }, () => policyWords(policy))
  })

  withKeep(
    backup.command('preview').description('which backups these rules would remove now').argument('<service>', 'TENANT/NAME or id'),
  ).action(async (name: string, options: Keep, command: Command) => {
    const session = openSession(command, io)
    const service = await findService(session.api, name)
    const { policy } = await session.api.backups.list.query({ service: service.id })
    const { removed } = await session.api.backups.preview.query({ service: service.id, keep: keepOf(options, policy.keep) })
    answer(session, removed, () =>
      table<BackupRow>(
        removed,
        [
          ['backup', ({ id }) => id.slice(0, 12)],
          ['made', ({ at }) => moment(at)],
        ],
        'Nothing would be removed.',
      ),
    )
  })
}
