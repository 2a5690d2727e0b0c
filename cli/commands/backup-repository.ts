import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { type RepositorySpec, repositorySecret, repositorySpec } from '../../contracts/backups.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { seal } from '../../contracts/seal.ts'
import { UsageError } from '../failure.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { answer, openSession } from '../session.ts'
import { ago, sizeText, table } from '../table.ts'
import { leftTable } from './backup-left.ts'

interface RepositoryOptions {
  sftp?: string
  s3?: string
  hostKey?: string
  bucket?: string
  folder?: string
  region?: string
  keyFile?: string
}

export function addRepositories(backup: Command, io: Io): void {
  backup
    .command('status')
    .description('repositories, and how each service stands')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const state = await session.api.backups.state.query()
      answer(session, state, () => {
        const repositories = table(
          state.repositories,
          [
            ['repository', ({ name }) => name],
            ['where', ({ spec }) => (spec.sort === 'local' ? 'this machine' : `${spec.sort} ${spec.host}:${spec.port}`)],
            ['backups', ({ backups }) => backups],
            ['state', ({ state: seen }) => (seen === null ? '' : seen.ok ? 'answers' : seen.text)],
            ['checked', ({ checked }) => (checked === null ? '' : checked.ok ? 'good' : 'damaged')],
          ],
          'No repositories.',
        )
        const services = table(
          state.services,
          [
            ['service', ({ tenantName, name }) => `${tenantName}/${name}`],
            ['backups', ({ backups }) => backups],
            ['stored', ({ bytes }) => sizeText(bytes)],
            ['newest', ({ newest }) => ago(newest?.at ?? null, io.now())],
            ['failure', ({ error }) => error?.message],
          ],
          'No services.',
        )
        const unread = state.unread.length === 0 ? '' : `Not read since the restore, asked again every hour: ${state.unread.join(', ')}\n`
        return `${repositories}${unread}\n${services}${state.deleted.length === 0 ? '' : `\n${leftTable(state.deleted, io.now())}`}`
      })
    })

  backup
    .command('repository')
    .description(
      'set a place for backups, which has to answer; root of the machine opens the way to it before: npm run up -- --backup-target HOST:PORT',
    )
    .argument('<name>', 'such as elsewhere')
    .option('--sftp <place>', 'USER@HOST:PORT')
    .option('--host-key <key>', 'type and public key of the SFTP server')
    .option('--s3 <url>', 'such as https://s3.example.org')
    .option('--bucket <name>', 'of S3')
    .option('--region <name>', 'of S3')
    .option('--folder <path>', 'folder there')
    .option('--key-file <file>', 'the private key; for S3 a file of two lines, access key and secret key')
    .action(async (repository: string, options: RepositoryOptions, command: Command) => {
      const session = openSession(command, io)
      const spec = specOf(options)
      const { sealingKey } = await session.api.backups.state.query()
      const sealed = options.keyFile === undefined ? null : await seal(sealingKey, secretOf(spec, options.keyFile))
      const { action } = await session.api.backups.setRepository.mutate({ repository, spec, sealed })
      await done(session, action)
      answer(session, { repository, spec, action }, () => `Set the repository ${repository}.\n`)
    })

  backup
    .command('test-repository')
    .description('ask a place for backups whether it answers and takes the key')
    .argument('<name>', 'of the repository')
    .action(async (repository: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { action } = await session.api.backups.testRepository.mutate({ repository })
      await done(session, action)
      answer(session, { repository, action }, () => `The repository ${repository} answers.\n`)
    })

  backup
    .command('place')
    .description('what "reeve restore --repository" wants of a place elsewhere, with its key: keep it where the recovery key is')
    .argument('<name>', 'of the repository')
    .requiredOption('--key-file <file>', 'as it was given to "reeve backup repository"')
    .action(async (repository: string, { keyFile }: { keyFile: string }, command: Command) => {
      const session = openSession(command, io)
      const { repositories } = await session.api.backups.state.query()
      const found = repositories.find(({ name }) => name === repository)
      if (found === undefined) throw new ReeveError('not_found', `There is no repository ${repository}. Look at: reeve backup status`)
      if (found.spec.sort === 'local') throw new UsageError('This one is on the machine itself: "reeve restore --folder" reads its folder.')
      const place = { spec: found.spec, secret: JSON.parse(secretOf(found.spec, keyFile)) }
      answer(session, place, () => `${JSON.stringify(place, null, 2)}\n`)
    })

  backup
    .command('forget-repository')
    .description('remove a place for backups that holds none any more')
    .argument('<name>', 'of the repository')
    .action(async (repository: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { action } = await session.api.backups.removeRepository.mutate({ repository })
      await done(session, action)
      answer(session, { repository, action }, () => `Removed the repository ${repository}.\n`)
    })
}

function specOf({ sftp, s3, hostKey = '', bucket = '', region = '', folder = 'reeve' }: RepositoryOptions): RepositorySpec {
  const parsed = repositorySpec.safeParse(sftp === undefined ? s3Of(s3, bucket, region, folder) : { ...sftpOf(sftp), folder, hostKey })
  if (parsed.success) return parsed.data
  throw new UsageError(parsed.error.issues[0]?.message ?? 'This is no repository.')
}

function sftpOf(text: string) {
  const [, user, host, port = '22'] = /^([^@]+)@([^:]+)(?::(\d+))?$/.exec(text) ?? []
  if (user === undefined) throw new UsageError('Write --sftp USER@HOST:PORT.')
  return { sort: 'sftp', user, host, port: Number(port) }
}

function s3Of(text: string | undefined, bucket: string, region: string, folder: string) {
  if (text === undefined || !URL.canParse(text)) throw new UsageError('Say where it is: --sftp USER@HOST:PORT or --s3 https://HOST:PORT.')
  const { protocol, hostname, port } = new URL(text)
  const tls = protocol === 'https:'
  return { sort: 's3', host: hostname, port: port === '' ? (tls ? 443 : 80) : Number(port), tls, bucket, folder, region }
}

function secretOf(spec: RepositorySpec, file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ReeveError('bad_input', `${file} cannot be read.`, error)
  }
  const [accessKey = '', secretKey = ''] = text.trim().split('\n')
  return JSON.stringify(repositorySecret.parse(spec.sort === 's3' ? { accessKey, secretKey } : { privateKey: text }))
}
