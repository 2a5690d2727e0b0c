import { setTimeout as after } from 'node:timers/promises'
import { noAccounts } from '../../contracts/accounts.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { projectOf } from '../../contracts/ids.ts'
import { trialProject } from '../../contracts/zones.ts'
import { imageAlias } from '../catalogue/base.ts'
import { dataPath, type Kind, type RootFile } from '../catalogue/kind.ts'
import { probeProgram } from '../catalogue/probe.ts'
import type { Step } from '../core/steps.ts'
import { programPath } from '../engine/awake.ts'
import { formatMiB } from '../engine/sizes.ts'
import { unlessThere } from './copies.ts'
import { type BackupDeps, restoreOf, vaultProject } from './deps.ts'

export const environment = { PATH: programPath, LC_ALL: 'C.UTF-8' }
/** A database that was copied while it ran mends itself first. */
export const patienceMs = 120_000

/** Takes the trial of a service away, whatever there is of it. */
export async function endTrial({ engine, dataPool }: BackupDeps, service: string): Promise<void> {
  const found = await engine.getInstance(trialProject, service)
  if (found !== undefined && found.state !== 'stopped') await engine.setState(trialProject, service, 'kill')
  if (found !== undefined) await engine.deleteInstance(trialProject, service)
  await engine.deleteVolume(trialProject, dataPool, service)
}

/** A fresh VPS of the kind over the restored data, with the configuration that the service has: started, and asked as a client would. */
export function trialSteps(deps: BackupDeps, kind: Kind, tenant: string, service: string): Step[] {
  const { engine, dataPool } = deps
  const undo = () => endTrial(deps, service)
  return [
    {
      text: 'Giving the restored data to a trial VPS',
      run: () => unlessThere(engine.copyVolume(trialProject, dataPool, service, { project: vaultProject, name: restoreOf(service) })),
      undo,
    },
    {
      text: 'Making the trial VPS',
      run: async () => {
        await unlessThere(
          engine.createInstance(trialProject, {
            name: service,
            imageAlias: imageAlias(kind.kind),
            description: 'Trial of a backup',
            config: {
              'security.idmap.isolated': 'true',
              'boot.autostart': 'false',
              'limits.cpu': String(kind.resources.cpus),
              'limits.memory': formatMiB(kind.resources.memoryMiB),
              'limits.processes': String(kind.resources.processes),
            },
            devices: { data: { type: 'disk', pool: dataPool, source: service, path: dataPath } },
          }),
        )
        for (const { path, content, mode } of await configurationOf(deps, kind, tenant, service)) {
          await engine.writeFile(trialProject, service, path, content, { uid: 0, gid: 0, mode })
        }
      },
    },
    { text: 'Starting it', run: () => engine.setState(trialProject, service, 'start') },
    { text: 'Asking it as a client would', run: () => answers(deps, kind, trialProject, service) },
  ]
}

/** The files as the live VPS has them; where it has none, those of a new service. */
async function configurationOf({ engine }: BackupDeps, kind: Kind, tenant: string, service: string): Promise<RootFile[]> {
  const project = projectOf(tenant)
  const fresh = kind.render({}, { service, resources: kind.resources, accounts: noAccounts })
  if ((await engine.getInstance(project, service)) === undefined) return fresh
  return Promise.all(
    fresh.map(async (file) => {
      const content = await engine.readFile(project, service, file.path)
      return content === undefined ? file : { ...file, content: content.toString('utf8') }
    }),
  )
}

/** Throws `no_answer` when the service does not speak its protocol in time. */
export function answers(deps: BackupDeps, kind: Kind, project: string, service: string): Promise<void> {
  const words = 'The restored service does not answer. What is there now was not touched.'
  return untilAnswered(deps, () => deps.engine.exec(project, service, { argv: probeProgram(kind), environment, timeoutMs: 15_000 }), words)
}

/** Runs a probe until it ends with 0. Throws `no_answer` with these words when it does not in time. */
export async function untilAnswered({ now, pauseMs }: BackupDeps, probe: () => Promise<{ status: number }>, words: string): Promise<void> {
  const end = now() + patienceMs
  for (;;) {
    if (await asked(probe)) return
    if (now() > end) throw new ReeveError('no_answer', words)
    await after(pauseMs)
  }
}

/** A service that takes the connection and says nothing does not answer. */
async function asked(probe: () => Promise<{ status: number }>): Promise<boolean> {
  try {
    return (await probe()).status === 0
  } catch (error) {
    if (error instanceof ReeveError && error.code === 'timeout') return false
    throw error
  }
}
