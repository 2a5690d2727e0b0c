import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BackupRow, type GoneSource, localRepository, type RepositorySpec, type RepositoryView } from '../../contracts/backups.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { newId } from '../../contracts/ids.ts'
import { removedBy } from '../../contracts/retention.ts'
import type { Report } from '../core/answers.ts'
import type { Handlers } from '../core/runner.ts'
import { listFiles } from './files.ts'
import type { World } from './world.ts'

interface Parts {
  world: World
  uploads: string
  walk(report: Report, texts: readonly string[]): Promise<void>
}

const good = (text: string) => ({ at: Date.now(), ok: true, text })

/** A vault in memory: backups that can be listed, looked into and tried, and bring nothing back. */
export function backupHandlers({ world, uploads, walk }: Parts): Handlers<'backup'> {
  const rows: BackupRow[] = []
  const gone: GoneSource[] = []
  const repositories = new Map<string, RepositorySpec>([[localRepository, { sort: 'local' }]])
  const find = (id: string): BackupRow => {
    const row = rows.find((one) => one.id === id)
    if (row === undefined) throw new ReeveError('not_found', 'There is no such backup. Look at the list again.')
    return row
  }
  const restored = async (report: Report) => {
    await walk(report, ['Restoring', 'Trying it', 'Putting it in its place'])
    return {}
  }
  return {
    async 'backup.run'({ tenant, service, repository, days, keep = null }, { report, facts }) {
      await walk(report, ['Copying the data as it is now', 'Reading', 'Checking that it is complete'])
      const row: BackupRow = {
        ...{ id: randomBytes(4).toString('hex'), owner: tenant, source: service, repository, name: facts.service?.name ?? '' },
        ...{ kind: facts.service?.kind ?? '', at: Date.now(), bytes: 5_242_880, added: 1_048_576, files: 42, seconds: 1, links: {} },
        ...{ keepUntil: Date.now() + days * 86_400_000, keep, verified: good('Complete.'), drill: null },
      }
      rows.unshift(row)
      return { backup: row }
    },
    'backup.restore': (_input, { report }) => restored(report),
    'backup.restorePart': (_input, { report }) => restored(report),
    'backup.revert': (_input, { report }) => restored(report),
    'backup.verify': async (_input, { report }) => {
      await walk(report, ['Reading every byte of the repository'])
      return { ok: true, text: 'Every byte was read and fits.', damaged: [] }
    },
    'backup.drill': async ({ backup }, { report }) => {
      await walk(report, ['Restoring', 'Starting it', 'Asking it as a client would'])
      find(backup).drill = good('Restored, compared and answering after 3 s.')
      return {}
    },
    'backup.forget': async ({ service, keep }) => {
      const own = rows.filter(({ source }) => source === service)
      const removed = removedBy(own, keep, Date.now()).map(({ id }) => id)
      for (const id of removed) rows.splice(rows.indexOf(find(id)), 1)
      return { removed, kept: own.length - removed.length }
    },
    'backup.retire': async ({ owner, source }, { facts }) => {
      const noted = { source, owner, at: facts.gone?.at ?? Date.now(), left: facts.gone?.left ?? ('keep' as const) }
      if (rows.some((row) => row.source === source)) gone.push(noted)
      return { removed: [], kept: rows.length }
    },
    'backup.remove': async ({ source }) => {
      const removed = rows.filter((row) => row.source === source).map(({ id }) => id)
      for (const id of removed) rows.splice(rows.indexOf(find(id)), 1)
      return { removed, kept: 0 }
    },
    'backup.ofTenant': async ({ tenant }) => ({
      backups: rows.filter(({ owner }) => owner === tenant),
      gone: gone.filter(({ owner }) => owner === tenant),
    }),
    'backup.cancel': async () => ({}),
    'backup.list': async ({ service }) => ({ backups: rows.filter(({ source }) => source === service), former: null }),
    'backup.browse': async ({ service, path }) => ({ entries: listFiles(world.find(service).files, path), truncated: false }),
    'backup.download': async () => {
      const download = newId('u')
      writeFileSync(join(uploads, download), randomBytes(512), { mode: 0o640 })
      return { download, name: 'files.tar.gz' }
    },
    async 'backup.control'({ repository, days }, { report }) {
      await walk(report, ['Copying the state of the zones as it is now', 'Reading', 'Reading every byte of the repository'])
      const row: BackupRow = {
        ...{
          id: randomBytes(4).toString('hex'),
          owner: 'reeve',
          source: 'control',
          repository,
          name: 'installation',
          kind: 'installation',
        },
        ...{ at: Date.now(), bytes: 20_971_520, added: 524_288, files: 120, seconds: 1, links: {} },
        ...{ keepUntil: Date.now() + days * 86_400_000, keep: null, verified: good('Every byte was read and fits.'), drill: null },
      }
      rows.unshift(row)
      return { backup: row }
    },
    'backup.state': async () => ({
      sealingKey: sealingKey(),
      freeMiB: 81_920,
      repositories: [...repositories].map(
        ([name, spec]): RepositoryView => ({
          ...{ name, spec, state: good('It answers.'), checked: null },
          backups: rows.filter(({ repository }) => repository === name).length,
        }),
      ),
      backups: rows,
      gone,
      adopting: false,
      unread: [],
    }),
    'backup.setRepository': async ({ repository, spec }) => {
      repositories.set(repository, spec)
      return {}
    },
    'backup.testRepository': async () => ({}),
    'backup.removeRepository': async ({ repository }) => {
      repositories.delete(repository)
      return {}
    },
  }
}

/** A point that anything can be sealed for, and that nobody opens. */
const sealingKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' }).subarray(-65).toString('base64url')
