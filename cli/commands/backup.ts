import type { Command } from 'commander'
import * as z from 'zod'
import type { BackupRow } from '../../contracts/backups.ts'
import { UsageError } from '../failure.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { findService } from '../resolve.ts'
import { answer, openSession, type Session } from '../session.ts'
import { getStream } from '../socket.ts'
import { ago, type Column, moment, sizeText, table } from '../table.ts'
import { addControl } from './backup-control.ts'
import { addLeft } from './backup-left.ts'
import { addPolicies } from './backup-policy.ts'
import { addRepositories } from './backup-repository.ts'

interface Wait {
  wait: boolean
}
const noWait = ['--no-wait', 'answer as soon as it is asked for'] as const

/** Waits for an action and says what came of it. */
async function end(session: Session, asked: { action: string }, { wait }: Wait, data: object, words: Words): Promise<void> {
  const action = wait ? await done(session, asked.action) : await session.api.actions.get.query({ action: asked.action })
  const result = wait ? await resultOf(session, asked.action) : null
  const said = () => (typeof words === 'string' ? words : words(result))
  answer(session, { ...data, action: asked.action, state: action.state, result }, () =>
    wait ? `${said()}\n` : `Asked for: ${asked.action}\n`,
  )
}
type Words = string | ((result: unknown) => string)

/** Where it went, when that is not where it was; and where that is now which it took the place of. */
function besideWords(result: unknown, what: string): string {
  const { restored, before } = z.object({ restored: z.string().optional(), before: z.string().nullish() }).catch({}).parse(result)
  if (restored !== undefined && restored !== what) return ` as ${restored}`
  return before === undefined || before === null ? '' : `; what was there is now ${before}`
}
const resultOf = async (session: Session, action: string) => (await session.api.actions.get.query({ action })).result

const verdictText = (verdict: BackupRow['verified']): string => (verdict === null ? '' : verdict.ok ? 'good' : 'damaged')

export function addBackup(program: Command, io: Io): void {
  const backup = program.command('backup').description('backups of services')

  backup
    .command('list')
    .description('the backups of a service, and what is planned')
    .argument('<service>', 'TENANT/NAME or id')
    .action(async (name: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const service = await findService(session.api, name)
      const list = await session.api.backups.list.query({ service: service.id })
      const columns: Column<BackupRow>[] = [
        ['backup', ({ id }) => id.slice(0, 12)],
        ['age', ({ at }) => ago(at, io.now())],
        ['size', ({ bytes }) => sizeText(bytes)],
        ['added', ({ added }) => sizeText(added)],
        ['repository', ({ repository }) => repository],
        ['verified', ({ verified }) => verdictText(verified)],
        ['tried', ({ drill }) => verdictText(drill)],
      ]
      const next = list.nextAt === null ? 'No backup is planned.' : `Next: ${moment(list.nextAt)}.`
      answer(session, { service: service.id, ...list }, () => `${table(list.backups, columns, 'No backups.')}${next}\n`)
    })

  backup
    .command('now')
    .description('back a service up now')
    .argument('<service>', 'TENANT/NAME or id')
    .option('--full', 'read all files again, also those that look unchanged')
    .option(...noWait)
    .action(async (name: string, options: Wait & { full?: boolean }, command: Command) => {
      const session = openSession(command, io)
      const service = await findService(session.api, name)
      const asked = await session.api.backups.run.mutate({ service: service.id, full: options.full === true })
      await end(session, asked, options, { service: service.id }, `Backed up ${service.tenantName}/${service.name}.`)
    })

  backup
    .command('restore')
    .description('bring the whole service back; with --path or --database one part of it')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<backup>', 'id')
    .option('--path <path>', 'a file or a folder, as the file manager shows it')
    .option('--database <name>', 'one database')
    .option('--in-place', 'in place of what is there, which is kept under another name; else a part comes beside it')
    .option(...noWait)
    .action(async (name: string, id: string, options: Wait & { path?: string; database?: string; inPlace?: boolean }, command: Command) => {
      if (options.path !== undefined && options.database !== undefined)
        throw new UsageError('--path or --database: one part at a time. Restore the other one with a second command.')
      const session = openSession(command, io)
      const { service, backup: found } = await findBackup(session, name, id)
      const of = { service: service.id, backup: found.id }
      const { database } = options
      const path = options.path === undefined ? undefined : relative(options.path)
      const part =
        path !== undefined ? { sort: 'path' as const, path } : database !== undefined ? { sort: 'database' as const, database } : null
      const place = options.inPlace === true ? 'inPlace' : 'beside'
      const asked =
        part === null ? await session.api.backups.restore.mutate(of) : await session.api.backups.restorePart.mutate({ ...of, part, place })
      const what = path ?? database ?? `${service.tenantName}/${service.name}`
      await end(session, asked, options, of, (result) => `Restored ${what}${besideWords(result, what)}.`)
    })

  const simple = (
    word: string,
    description: string,
    ask: (session: Session, service: string) => Promise<{ action: string }>,
    words: string,
  ) =>
    backup
      .command(word)
      .description(description)
      .argument('<service>', 'TENANT/NAME or id')
      .option(...noWait)
      .action(async (name: string, options: Wait, command: Command) => {
        const session = openSession(command, io)
        const service = await findService(session.api, name)
        await end(session, await ask(session, service.id), options, { service: service.id }, words)
      })
  simple(
    'undo',
    'put back what the last restore of the whole service replaced',
    (s, service) => s.api.backups.revert.mutate({ service }),
    'Done.',
  )
  simple('verify', 'read every byte of the repository of its tenant', (s, service) => s.api.backups.verify.mutate({ service }), 'Verified.')

  backup
    .command('try')
    .description('restore a backup into a VPS that nobody reaches, look whether it answers, and delete that again')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<backup>', 'id')
    .option(...noWait)
    .action(async (name: string, id: string, options: Wait, command: Command) => {
      const session = openSession(command, io)
      const { service, backup: found } = await findBackup(session, name, id)
      const of = { service: service.id, backup: found.id }
      await end(session, await session.api.backups.drill.mutate(of), options, of, 'The backup can be restored, and answers.')
    })

  backup
    .command('cancel')
    .description('cancel a backup or a restore that is under way')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<action>', 'id')
    .option(...noWait)
    .action(async (name: string, action: string, options: Wait, command: Command) => {
      const session = openSession(command, io)
      const service = await findService(session.api, name)
      const asked = await session.api.backups.cancel.mutate({ service: service.id, action })
      await end(session, asked, options, { service: service.id }, 'Cancelled.')
    })

  backup
    .command('browse')
    .description('what is in a folder of a backup')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<backup>', 'id')
    .argument('[path]', 'folder')
    .action(async (name: string, id: string, path: string | undefined, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { service, backup: found } = await findBackup(session, name, id)
      const { entries } = await session.api.backups.browse.query({ service: service.id, backup: found.id, path: relative(path) })
      const columns: Column<(typeof entries)[number]>[] = [
        ['name', (entry) => entry.name],
        ['type', (entry) => entry.type],
        ['bytes', (entry) => entry.bytes],
        ['modified', (entry) => moment(entry.modified * 1000)],
      ]
      answer(session, entries, () => table(entries, columns, 'Nothing is in it.'))
    })

  backup
    .command('download')
    .description('a file of a backup, or a folder or all of it as tar.gz')
    .argument('<service>', 'TENANT/NAME or id')
    .argument('<backup>', 'id')
    .argument('[path]', 'file or folder')
    .requiredOption('--to <file>', 'where to write it')
    .action(async (name: string, id: string, path: string | undefined, options: { to: string }, command: Command) => {
      const session = openSession(command, io)
      const { service, backup: found } = await findBackup(session, name, id)
      const made = await session.api.backups.download.mutate({ service: service.id, backup: found.id, path: relative(path) })
      const bytes = await getStream(session.target, `/downloads/${made.download}`, options.to)
      answer(session, { file: options.to, bytes }, () => `Wrote ${options.to}: ${sizeText(bytes)}.\n`)
    })

  addPolicies(backup, io)
  addLeft(backup, io)
  addControl(backup, io)
  addRepositories(backup, io)
}

/** As the file manager shows it: from the top of the service's files on. */
const relative = (path = ''): string => path.replaceAll(/^\/+|\/+$/g, '')

/** By the beginning of its id; `newest` is the newest one. */
async function findBackup(session: Session, name: string, id: string) {
  const service = await findService(session.api, name)
  const { backups } = await session.api.backups.list.query({ service: service.id })
  const found = id === 'newest' ? backups[0] : backups.find((backup) => backup.id.startsWith(id) && id.length >= 8)
  return { service, backup: found ?? { id } }
}
