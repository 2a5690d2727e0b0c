import type { Command } from 'commander'
import type { LeftView } from '../../contracts/backup-api.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { findTenant } from '../resolve.ts'
import { answer, openSession, type Session } from '../session.ts'
import { ago, moment, table } from '../table.ts'

export const leftTable = (left: readonly LeftView[], now: number): string =>
  table(
    left,
    [
      ['deleted service', ({ tenantName, name }) => (tenantName === null ? `${name} (deleted tenant)` : `${tenantName}/${name}`)],
      ['id', ({ source }) => source],
      ['kind', ({ kind }) => kind],
      ['backups', ({ backups }) => backups.length],
      ['newest', ({ backups }) => ago(backups[0]?.at ?? null, now)],
      ['gone by', ({ until }) => (until === null ? '' : moment(until))],
    ],
    'No backups of deleted services.',
  )

const restoredText = (former: string, service: string): string =>
  `Restored ${former} as ${service}. Domains that ${former} had are not on it: reeve domain add NAME --service ${service}\n`

/** By its id, or by its name: of several that had it, the one that was backed up last. */
async function find(session: Session, tenantName: string, name: string) {
  const tenant = await findTenant(session.api, tenantName)
  const left = await session.api.backups.left.query({ tenant: tenant.id })
  const found = left.find((one) => one.source === name || one.name === name)
  if (found === undefined) throw new ReeveError('not_found', `There are no backups of a deleted service ${name}.`)
  return { tenant: tenant.id, source: found.source, left: found }
}

export function addLeft(backup: Command, io: Io): void {
  backup
    .command('left')
    .description('backups of deleted services')
    .argument('<tenant>', 'name or id')
    .action(async (name: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const tenant = await findTenant(session.api, name)
      const left = await session.api.backups.left.query({ tenant: tenant.id })
      answer(session, left, () => leftTable(left, io.now()))
    })

  backup
    .command('restore-left')
    .description('a new service from a backup of a deleted one (critical: needs an approval)')
    .argument('<tenant>', 'name or id')
    .argument('<service>', 'name or id of the deleted service')
    .argument('<backup>', 'the beginning of its id, or newest')
    .requiredOption('--name <name>', 'of the new service')
    .action(async (tenantName: string, text: string, id: string, options: { name: string }, command: Command) => {
      const session = openSession(command, io)
      const { left, ...of } = await find(session, tenantName, text)
      const backup = id === 'newest' ? left.backups[0] : left.backups.find((row) => row.id.startsWith(id) && id.length >= 8)
      const asked = await session.api.backups.restoreLeft.mutate({ ...of, backup: backup?.id ?? id, name: options.name })
      await done(session, asked.action)
      answer(session, { ...of, ...asked }, () => restoredText(left.name, `${left.tenantName}/${options.name}`))
    })

  backup
    .command('remove-left')
    .description('remove the backups of a deleted service, each as soon as its time is over (critical: needs an approval)')
    .argument('<tenant>', 'name or id')
    .argument('<service>', 'name or id of the deleted service')
    .action(async (tenantName: string, text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { left, ...of } = await find(session, tenantName, text)
      const { action } = await session.api.backups.removeLeft.mutate(of)
      await done(session, action)
      answer(session, { ...of, action }, () => `The backups of ${left.name} go.\n`)
    })
}
