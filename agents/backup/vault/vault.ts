import { mkdir, readlink, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import type * as z from 'zod'
import type { BackupOwner, BackupRow, VaultState } from '../../../contracts/backups.ts'
import { localRepository, type RepositorySpec } from '../../../contracts/backups.ts'
import { canonicalJson } from '../../../contracts/canonical.ts'
import type { VaultConfig } from '../../../contracts/config.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import { type FileEntry, filePathBelow, maxListedEntries } from '../../../contracts/files.ts'
import { removedBy } from '../../../contracts/retention.ts'
import {
  type listDone,
  restoreFolder,
  restoreRoot,
  sourceFolder,
  type VaultBackup,
  type vaultDrill,
  type vaultDump,
  type vaultForget,
  type vaultList,
  type vaultRestore,
} from '../../../contracts/vault.ts'
import type { Result } from '../../core/answers.ts'
import type { Log } from '../../core/log.ts'
import { createAdoption } from './adopt.ts'
import { createGone } from './gone.ts'
import type { JobContext } from './jobs.ts'
import type { Keys } from './keys.ts'
import { mustBeMounted, mustBeTheStore, mustHold } from './mounts.ts'
import { readEntry, readLine, type Summary, sizeText } from './output.ts'
import type { Repository, VaultRecords } from './records.ts'
import { addressOf, type Way, wayTo } from './repositories.ts'
import { explained, noAnswer, restic, resticOk } from './restic.ts'
import { createVerify, type Limits } from './verify.ts'

export interface VaultParts {
  config: VaultConfig
  records: VaultRecords
  keys: Keys
  sealing: { publicKey: string; open(sealed: string): Promise<string> }
  now(): number
  log: Log
  /** How restic is run, where it is not the vault's own. */
  run?: Way['run']
}

type Of = { owner: BackupOwner; repository: string }
const dayMs = 86_400_000
/** As often are all files read again, also those whose size and times are what they were. */
const wholeEvery = 7 * dayMs
/** Locks are nobody else's: what a killed restic left is taken away before it hinders anybody. */
const unlocked = new Set<string>()
const testMs = 60_000
/** Somebody waits for what is in a folder, and others behind them. */
const lookMs = 300_000

/** Makes the repository; one that was there before has to open with our key. */
async function open(found: Way, options: Limits): Promise<void> {
  const made = await restic(found, ['init'], options)
  if (made.status === 0) return
  if (!/already (?:exists|initialized)/.test(made.stderr)) throw await explained(found, 'init', made)
  await resticOk(found, ['cat', 'config'], options)
}

/** What the vault does for the keep: restic on mounted folders, and its own records of it. It has no credential of the engine and starts nothing else. */
export function createVault({ config, records, keys, sealing, now, log, run }: VaultParts) {
  if (!records.repositories().some(({ name }) => name === localRepository)) records.setRepository(localRepository, { sort: 'local' }, null)

  const wayOf = async (repository: Repository, owner: BackupOwner): Promise<Way> => {
    const found = await wayTo(repository, owner, { config, keys, open: sealing.open })
    return run === undefined ? found : { ...found, run }
  }
  const way = (of: Of): Promise<Way> => wayOf(records.repository(of.repository), of.owner)

  /** Asks the place whether it takes our key and a repository; one of ours is there afterwards. A place that does not answer in a minute has failed. */
  async function test(repository: Repository): Promise<void> {
    if (repository.spec.sort === 'local') await mustBeTheStore(config.store, records)
    const found = await wayOf(repository, 'reeve')
    if (repository.spec.sort === 'local') await mkdir(found.repository, { recursive: true, mode: 0o700 })
    await open(found, { timeoutMs: testMs }).catch((error: unknown) => {
      if (!(error instanceof ReeveError) || error.code !== 'timeout') throw error
      throw new ReeveError('conflict', noAnswer, error)
    })
  }

  /** The way to a repository that is there, made at its first use. */
  async function ready(of: Of, limits: Limits = {}): Promise<Way> {
    const found = await way(of)
    try {
      const isLocal = records.repository(of.repository).spec.sort === 'local'
      if (isLocal) await mustBeTheStore(config.store, records)
      if (!records.isOpened(of.repository, of.owner)) {
        if (isLocal) await mkdir(found.repository, { recursive: true, mode: 0o700 })
        await open(found, limits)
        records.noteOpened(of.repository, of.owner)
      }
      if (!unlocked.has(found.repository)) {
        await resticOk(found, ['unlock', '--remove-all'], limits)
        unlocked.add(found.repository)
      }
    } catch (error) {
      records.noteState(of.repository, { at: now(), ok: false, text: error instanceof ReeveError ? error.message : 'It failed.' })
      throw error
    }
    records.noteState(of.repository, { at: now(), ok: true, text: 'It answers.' })
    return found
  }

  /** A cancelled or killed restic may leave its lock: taken away before the next one. */
  async function careful<T>(found: Way, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      unlocked.delete(found.repository)
      throw error
    }
  }

  const { check, verify, look } = createVerify({ records, now, log, ready, careful })
  const adoption = createAdoption({ config, records, way, now, log })
  const { retire, sweep } = createGone({ records, now, log, ready, careful })

  async function backup(asked: VaultBackup, { report, signal }: JobContext): Promise<Result> {
    const folder = sourceFolder(asked.source)
    if (asked.parts === undefined) await mustBeMounted(folder)
    else for (const part of asked.parts) await mustHold(join(folder, part))
    const found = await ready(asked)
    const began = now()
    const whole = asked.full || began - records.lastWhole(asked.source, asked.repository) >= wholeEvery
    const leaveOut = asked.leaveOut.flatMap((path) => ['--exclude', join(folder, path)])
    // The engine gives the copy's files to our ids, which moves their ctime each time; size, mtime and inode stay those of the original.
    const reading = whole ? ['--force'] : ['--ignore-ctime']
    let summary: Summary | undefined
    const most = asked.mostBytes ?? Number.POSITIVE_INFINITY
    const over = new AbortController()
    const onLine = (text: string) => {
      const line = readLine(text)
      if (line?.message_type === 'summary') summary = line
      else if (line !== undefined) {
        if (Math.max(line.total_bytes, line.bytes_done) > most) over.abort()
        report(1, 2, `Reading: ${Math.floor(line.percent_done * 100)} %, ${sizeText(line.bytes_done)} of ${sizeText(line.total_bytes)}`)
      }
    }
    report(1, 2, 'Reading')
    const argv = ['backup', '--json', '--host', asked.source, ...reading, ...leaveOut, '--', folder]
    const ended = AbortSignal.any([signal, over.signal])
    const result = await careful(found, () => restic(found, argv, { onLine, signal: ended })).catch((error: unknown) => {
      throw over.signal.aborted ? tooLarge(most, error) : error
    })
    // 3: some files could not be read. What is broken is never offered as a backup.
    if (result.status !== 0 || summary === undefined) throw await explained(found, 'backup', result)
    const { snapshot_id: id, total_bytes_processed: bytes, total_files_processed: files, data_added: added } = summary
    const at = began
    const links = await linksIn(folder, asked.links)
    const row: BackupRow = {
      ...{ id, owner: asked.owner, source: asked.source, repository: asked.repository, name: asked.name, kind: asked.kind },
      ...{ at, bytes, added, files, seconds: (now() - began) / 1000, links, verified: null, drill: null },
      keepUntil: at + Math.max(asked.days, config.floorDays) * dayMs,
      keep: asked.keep ?? null,
    }
    records.put(row, whole)
    // Whoever deleted it was mistaken: it lives.
    records.forgetGone(asked.source)
    report(2, 2, 'Checking that it is complete')
    const { ok, text } = await check(found, false, { signal })
    records.noteVerified(asked.owner, id, { at: now(), ok, text })
    return { backup: records.find(asked.owner, id), alarm: await look(found, asked, { signal }) }
  }

  async function restore(asked: z.infer<typeof vaultRestore>, { report, signal }: JobContext): Promise<Result> {
    const row = usable(asked)
    const folder = restoreFolder(asked.source)
    await mustBeMounted(folder)
    const found = await ready(asked)
    report(1, 1, `Restoring ${sizeText(row.bytes)} and comparing every byte`)
    await careful(found, () => resticOk(found, ['restore', asked.backup, '--target', restoreRoot, '--verify'], { signal }))
    return { files: row.files, bytes: row.bytes }
  }

  /** The backup, of this very source, in this very repository, and not known to be broken. */
  function usable({ owner, backup: id, repository, source }: Of & { backup: string; source: string }): BackupRow {
    const row = records.find(owner, id)
    if (row.repository !== repository || row.source !== source) throw new ReeveError('not_found', 'There is no such backup.')
    if (row.verified?.ok === false) throw new ReeveError('conflict', 'This backup is damaged. Choose another one; nothing was changed.')
    return row
  }

  async function list(asked: z.infer<typeof vaultList>, signal: AbortSignal): Promise<z.infer<typeof listDone>> {
    const { links } = usable(asked)
    // That somebody went away says nothing about the place.
    const found = await ready(asked, { timeoutMs: lookMs })
    const below = throughLinks(asked.path, links)
    const folder = join(sourceFolder(asked.source), below)
    const entries: FileEntry[] = []
    const onLine = (text: string) => {
      const entry = readEntry(text, folder)
      if (entry === undefined || entries.length > maxListedEntries) return
      entries.push(links[join(below, entry.name)] === undefined ? entry : { ...entry, type: 'folder' })
    }
    await resticOk(found, ['ls', '--json', '--no-lock', asked.backup, folder], { onLine, signal, timeoutMs: lookMs })
    return { entries: entries.slice(0, maxListedEntries), truncated: entries.length > maxListedEntries, folder: below }
  }

  async function dump(asked: z.infer<typeof vaultDump>, stdout: Writable, signal: AbortSignal): Promise<void> {
    const { links } = usable(asked)
    const found = await ready(asked)
    const path = join(sourceFolder(asked.source), throughLinks(asked.path, links))
    const form = asked.archive ? ['--archive', 'tar'] : []
    await resticOk(found, ['dump', '--no-lock', ...form, asked.backup, path], { stdout, signal })
  }

  async function forget(asked: z.infer<typeof vaultForget>, { report, signal }: JobContext): Promise<Result> {
    const rows = records.backups(asked.source).filter((row) => row.owner === asked.owner && row.repository === asked.repository)
    const going = removedBy(rows, asked.keep, now())
    if (going.length > 0) {
      const found = await ready(asked)
      report(1, 1, `Removing ${going.length} of ${rows.length} backups`)
      await careful(found, () => resticOk(found, ['forget', '--prune', ...going.map(({ id }) => id)], { signal }))
      for (const { owner, id } of going) records.drop(owner, id)
    }
    return { removed: going.map(({ id }) => id), kept: rows.length - going.length }
  }

  async function state(): Promise<VaultState> {
    const backups = records.backups()
    const { bavail, bsize } = await statfs(config.store)
    const repositories = records
      .repositories()
      .map((repository) => ({ ...repository, backups: backups.filter((row) => row.repository === repository.name).length }))
    const { outside } = config
    const freeMiB = Math.floor((bavail * bsize) / 1_048_576)
    return { sealingKey: sealing.publicKey, outside, freeMiB, repositories, backups, gone: records.gone(), ...adoption.state() }
  }

  return {
    backup,
    restore,
    list,
    dump,
    verify,
    forget,
    state,
    /** Takes in what the repositories have and the records, which a restore has brought back, have not. */
    adopt: adoption.round,
    backups: (source: string | undefined) => records.backups(source),
    retire,
    sweep,
    ofOwner: (owner: string) => ({
      backups: records.backups().filter((row) => row.owner === owner),
      gone: records.gone().filter((one) => one.owner === owner),
    }),
    noteDrill({ owner, backup: id, ok, text }: z.infer<typeof vaultDrill>) {
      records.noteDrill(owner, id, { at: now(), ok, text })
    },
    /** Says whether a repository can be used as it is set now. */
    async testRepository(name: string) {
      try {
        await test(records.repository(name))
      } catch (error) {
        records.noteState(name, { at: now(), ok: false, text: error instanceof ReeveError ? error.message : 'It failed.' })
        throw error
      }
      records.noteState(name, { at: now(), ok: true, text: 'It answers.' })
    },
    /** Only what answers is set: a mistake shows here, and not in the night of the first backup. */
    async setRepository(name: string, spec: RepositorySpec, sealed: string | null) {
      if ((name === localRepository) !== (spec.sort === 'local'))
        throw new ReeveError('bad_input', 'The repository on this machine is named local.')
      if (spec.sort !== 'local') addressOf(spec, config.targets)
      if (sealed !== null) await sealing.open(sealed)
      const standing = records.repositories().find((one) => one.name === name)
      const elsewhere = standing !== undefined && canonicalJson(standing.spec) !== canonicalJson(spec)
      // What is kept there could be found no more, and whoever has the backend's key would choose where all backups go.
      if (elsewhere && records.backups().some((row) => row.repository === name))
        throw new ReeveError('conflict', 'There are backups in this repository: it stays where it is. Add another one under a new name.')
      const before = standing === undefined ? null : records.repository(name).sealed
      await test({ name, spec, sealed: sealed ?? before })
      records.setRepository(name, spec, sealed)
      records.noteState(name, { at: now(), ok: true, text: 'It answers.' })
    },
    removeRepository(name: string) {
      if (name === localRepository) throw new ReeveError('conflict', 'The repository on this machine stays.')
      if (records.backups().some((row) => row.repository === name))
        throw new ReeveError('conflict', 'There are backups in this repository. It can go when none of them is kept any more.')
      records.removeRepository(name)
    },
  }
}
export type Vault = ReturnType<typeof createVault>

const tooLarge = (most: number, cause: unknown) =>
  new ReeveError(
    'too_large',
    `Its files say that they have more than ${sizeText(most)}, far more than its disk. Look for files with holes.`,
    cause,
  )

/** Links whose targets lie beside or below them. */
async function linksIn(folder: string, names: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of names) {
    const target = await readlink(join(folder, name)).catch(() => undefined)
    if (target !== undefined && filePathBelow.safeParse(target).success) found[name] = join(dirname(name), target)
  }
  return found
}

function throughLinks(path: string, links: Record<string, string>): string {
  const link = Object.keys(links).find((name) => path === name || path.startsWith(`${name}/`))
  return link === undefined ? path : `${links[link]}${path.slice(link.length)}`
}
