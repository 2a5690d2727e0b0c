import { ReeveError } from '../../../contracts/errors.ts'
import type { Kind, RootFile } from '../../catalogue/kind.ts'
import { isRetryable } from '../../core/answers.ts'
import type { Step } from '../../core/steps.ts'
import { keepAwake } from '../../engine/awake.ts'
import type { Config, Engine } from '../../engine/client.ts'
import type { ServicesParts } from '../deps.ts'
import { changePackages } from '../packages/change.ts'
import { usedOf } from '../use/use.ts'
import { weigh } from '../use/weigh.ts'
import { checkConfig, openPorts, type Run, reloadConfig, runIn } from './kind-programs.ts'
import { limitRate } from './limit-rate.ts'
import type { ApplyStep } from './plan.ts'
import { deviceRates } from './rates.ts'
import { atCreation, type Wanted } from './wanted.ts'

export interface Parts {
  deps: ServicesParts
  project: string
  kind: Kind
  wanted: Wanted
  /** The configuration that was good before; empty for a new service. */
  good: readonly RootFile[]
}

/** A planned step as something to do. What a new service leaves behind is cleared as a whole (apply.ts), so its steps have no undo here. */
export function stepOf(step: ApplyStep, { deps, project, kind, wanted, good }: Parts): Step {
  const { engine, dataPool, records } = deps
  const { service } = wanted
  const run = runIn(engine, project, service)
  switch (step.do) {
    case 'create volume':
      return {
        text: 'Making the data volume',
        run: async () => {
          try {
            await engine.createVolume(project, dataPool, { name: service, sizeMiB: wanted.diskMiB })
          } catch (error) {
            // It was not there a moment ago: somebody else's, perhaps with data.
            if (error instanceof ReeveError && error.code === 'conflict') records.keep(service)
            throw error
          }
        },
      }
    case 'resize volume':
      return {
        text: `Changing the disk to ${wanted.diskMiB} MiB`,
        run: () => engine.resizeVolume(project, dataPool, service, wanted.diskMiB),
        undo: () => engine.resizeVolume(project, dataPool, service, step.from),
      }
    case 'create instance':
      return {
        text: 'Making the VPS',
        run: () =>
          deps.creations('instance', () =>
            engine.createInstance(project, {
              name: service,
              imageAlias: wanted.imageAlias,
              description: kind.title,
              config: { ...withoutEmpty(wanted.config), ...atCreation },
              devices: step.devices,
            }),
          ),
      }
    case 'update instance':
      return {
        text: 'Changing the limits of the VPS',
        run: () => engine.updateInstance(project, service, { config: step.config, devices: step.devices }),
        undo: () => engine.updateInstance(project, service, step.before),
      }
    case 'keep awake':
      return {
        text: step.frozen ? 'Thawing the VPS' : 'Keeping the VPS awake',
        run: () => keepAwake(engine, project, service, deps.now()),
      }
    case 'weigh':
      return {
        text: 'Looking whether less is enough',
        run: async () => weigh(step.lowered, await usedOf({ engine, project, service, dataPool, memoryMiB: step.memoryMiB }, step)),
      }
    case 'limit rate':
      return {
        text: deviceRates[step.rate].text,
        run: () => limitRate(step, { deps, project, service }),
        undo: () => engine.updateInstance(project, service, { devices: { [deviceRates[step.rate].device]: step.before } }),
      }
    case 'write files':
      return {
        text: 'Writing the configuration',
        run: () => writeFiles(engine, project, service, wanted.files),
        undo: async () => {
          await writeFiles(engine, project, service, good)
          if (step.ports) await closeAgain(run)
          if (step.live && good.length > 0) for (const argv of kind.reload) await run(argv)
        },
      }
    case 'open ports':
      return { text: 'Opening ports to its programs', run: () => openPorts(run) }
    case 'check':
      return { text: 'Checking the configuration', run: () => checkConfig(kind, run, 'The one before is back.') }
    case 'reload':
      return { text: 'Taking the configuration into use', run: () => reloadConfig(kind, run, 'The one before is back.') }
    case 'change packages':
      return changePackages({ deps, project, service, kind, address: wanted.address, packages: wanted.packages })
    case 'halt':
      return {
        text: 'Stopping the service',
        run: async () => {
          // Its processes end by themselves only when they run.
          if (step.frozen) await engine.setState(project, service, 'unfreeze')
          await engine.setState(project, service, 'stop')
        },
      }
    case 'sign':
      return { text: 'Finishing', run: () => engine.updateInstance(project, service, { config: wanted.keys }) }
  }
}

const withoutEmpty = (config: Config): Config => Object.fromEntries(Object.entries(config).filter(([, value]) => value !== ''))

/** What an older image could not open it need not close. */
async function closeAgain(run: Run): Promise<void> {
  try {
    await openPorts(run)
  } catch (error) {
    if (isRetryable(error)) throw error
  }
}

/** Into folders that only root of the VPS can change; the engine's file call never leaves the VPS. */
export async function writeFiles(engine: Engine, project: string, service: string, files: readonly RootFile[]): Promise<void> {
  for (const file of files) await engine.writeFile(project, service, file.path, file.content, { uid: 0, gid: 0, mode: file.mode })
}
