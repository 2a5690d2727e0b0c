import { ReeveError } from '../../contracts/errors.ts'
import { projectOf } from '../../contracts/ids.ts'
import { restoreFolder, sourceFolder } from '../../contracts/vault.ts'
import { isRetryable } from '../core/answers.ts'
import type { Step } from '../core/steps.ts'
import { type BackupDeps, copyDevice, copyOf, restoreOf, vaultName, vaultProject } from './deps.ts'

/** What is there already was made by the same action before it was interrupted. */
export async function unlessThere(made: Promise<void>): Promise<void> {
  await made.catch((error: unknown) => {
    if (!(error instanceof ReeveError) || error.code !== 'conflict') throw error
  })
}

export const detach = ({ engine }: BackupDeps): Promise<void> =>
  engine.updateInstance(vaultProject, vaultName, { devices: { [copyDevice]: { type: 'none' } } })

/** Takes a volume of the vault's project away, also when it is still attached. */
export async function dropCopy(deps: BackupDeps, name: string): Promise<void> {
  const found = await deps.engine.getVolume(vaultProject, deps.dataPool, name)
  if (found === undefined) return
  if (found.usedBy.length > 0) await detach(deps)
  await deps.engine.deleteVolume(vaultProject, deps.dataPool, name)
}

/** What was done stands, also when something cannot be taken away: the next job of the service does that. */
export async function tidy({ log }: BackupDeps, works: readonly (() => Promise<void>)[]): Promise<void> {
  for (const work of works) {
    try {
      await work()
    } catch (err) {
      if (isRetryable(err)) throw err
      log.error({ err }, 'tidying up failed')
    }
  }
}

/** A copy of the service's data as it is in this moment, asleep or not: nobody is woken, stopped or slowed for it. */
export function copyForBackup(deps: BackupDeps, tenant: string, service: string): Step[] {
  const { engine, dataPool } = deps
  const name = copyOf(service)
  return [
    {
      text: 'Copying the data as it is now',
      run: () => unlessThere(engine.copyVolume(vaultProject, dataPool, name, { project: projectOf(tenant), name: service })),
      undo: () => dropCopy(deps, name),
    },
    {
      text: 'Showing the copy to the vault',
      run: () => attach(deps, { source: name, path: sourceFolder(service), readonly: 'true' }),
      undo: () => detach(deps),
    },
  ]
}

/** An empty volume of the service's size in the vault, which gives its files the right owners. It stands where the source of the backup was read. */
export function volumeForRestore(deps: BackupDeps, service: string, sizeMiB: number, source: string): Step[] {
  const { engine, dataPool } = deps
  const name = restoreOf(service)
  return [
    {
      text: 'Making an empty volume',
      run: () => unlessThere(engine.createVolume(vaultProject, dataPool, { name, sizeMiB })),
      undo: () => dropCopy(deps, name),
    },
    {
      text: 'Showing it to the vault',
      run: () => attach(deps, { source: name, path: restoreFolder(source) }),
      undo: () => detach(deps),
    },
  ]
}

const attach = ({ engine, dataPool }: BackupDeps, disk: { source: string; path: string; readonly?: string }): Promise<void> =>
  engine.updateInstance(vaultProject, vaultName, { devices: { [copyDevice]: { type: 'disk', pool: dataPool, ...disk } } })
