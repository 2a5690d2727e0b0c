import type * as z from 'zod'
import type { setRepositoryInput } from '../../contracts/backup-api.ts'
import { type BackupPolicy, vaultState } from '../../contracts/backups.ts'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { system } from '../dispatch/actors.ts'
import { want } from '../dispatch/want.ts'

/** A place that nobody set up would fail at night. Asked only when another one is chosen. */
export async function usableRepository(app: App, policy: BackupPolicy | null, before: BackupPolicy): Promise<void> {
  if (policy !== null && policy.repository !== before.repository) await known(app, policy.repository)
}

async function known(app: App, repository: string): Promise<void> {
  const { repositories } = vaultState.parse(await app.dispatcher.ask('backup.state', {}, system))
  if (!repositories.some(({ name }) => name === repository))
    throw new ReeveError(
      'not_found',
      `There is no repository ${repository}. Choose one of ${repositories.map(({ name }) => name).join(', ')}.`,
    )
}

export async function testRepository(app: App, caller: Caller, repository: string): Promise<AskedView> {
  await known(app, repository)
  return change(app, caller, { what: 'backup.repository', detail: repository }, ['backups'], (tx, now) => ({
    action: want(tx, { name: 'backup.testRepository', actor: actorOf(caller, null), now, input: { repository } }),
  }))
}

export function setRepository(app: App, caller: Caller, input: z.output<typeof setRepositoryInput>): AskedView {
  return change(app, caller, { what: 'backup.repository', detail: input.repository }, ['backups'], (tx, now) => ({
    action: want(tx, { name: 'backup.setRepository', actor: actorOf(caller, null), now, input }),
  }))
}

export async function removeRepository(app: App, caller: Caller, repository: string): Promise<AskedView> {
  await known(app, repository)
  return change(app, caller, { what: 'backup.repository', detail: repository }, ['backups'], (tx, now) => ({
    action: want(tx, { name: 'backup.removeRepository', actor: actorOf(caller, null), now, input: { repository } }),
  }))
}
