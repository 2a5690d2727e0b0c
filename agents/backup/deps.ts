import { ReeveError } from '../../contracts/errors.ts'
import type { HostClient } from '../core/host-client.ts'
import type { Log } from '../core/log.ts'
import type { Queue } from '../core/queue.ts'
import type { Step } from '../core/steps.ts'
import type { Engine } from '../engine/client.ts'
import type { Formers } from './formers.ts'
import type { Makers } from './makers.ts'
import type { VaultClient } from './vault-client.ts'

export interface BackupDeps {
  engine: Engine
  vault: VaultClient
  /** It shows the installation's own state to the vault. */
  host: HostClient
  formers: Formers
  makers: Makers
  dataPool: string
  /** Folder that the door shares with this agent: downloads are left here. */
  uploads: string
  log: Log
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds between two looks at a VPS that is about to answer. */
  pauseMs: number
}

export interface BackupParts extends BackupDeps {
  /** The vault has one place for a copy: jobs that need it go one after another. */
  turns: Queue
  /** Actions that are under way here, with the service that each is for. */
  jobs: Map<string, { service: string; end: AbortController }>
}

export const cancelled = (): ReeveError => new ReeveError('conflict', 'This was cancelled.')

/** Each step looks first whether somebody cancelled the job meanwhile; then what was done is undone. */
export const unlessCancelled = ({ signal }: { signal: AbortSignal }, steps: readonly Step[]): Step[] =>
  steps.map((step) => ({
    ...step,
    run: async () => {
      if (signal.aborted) throw cancelled()
      await step.run()
    },
  }))

/** The project of the zones, where the vault is. */
export const vaultProject = 'reeve'
export const vaultName = 'vault'
/** The one device of the vault that changes. */
export const copyDevice = 'copy'
export const copyOf = (service: string): string => `backup-${service}`
export const restoreOf = (service: string): string => `restore-${service}`
export const formerOf = (service: string): string => `former-${service}`
/** What is replaced, until it is sure that it was: the former data of before stay so long. */
export const formerNextOf = (service: string): string => `former-next-${service}`
