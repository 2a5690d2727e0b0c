/** Patches: what is outdated, runs that bring the services of a kind to a newer image, and when they may. */
import * as z from 'zod'
import { minuteOfDay, timeZone } from './alerts.ts'
import type { ErrorView } from './errors.ts'
import {
  codeState,
  hostStatus,
  imageFingerprint,
  outdatedPackage,
  type PackageChange,
  type PackagesChanged,
  type PinnedPackage,
} from './host.ts'
import { patchRunId, serviceId, tenantId } from './ids.ts'
import { listInput } from './list.ts'
import { slug } from './names.ts'
import type { ScheduleView } from './patch-schedule.ts'
import { wholeNumber } from './plain-errors.ts'

/** What became of one service. `unchanged`: its root was from that image already. */
export const patchResult = z.object({
  outcome: z.enum(['patched', 'unchanged']),
  /** The image of the root before; null when nobody knows any more. */
  from: imageFingerprint.nullable(),
  image: imageFingerprint,
  /** What it was doing, and does again. */
  power: z.enum(['running', 'frozen', 'stopped']),
  /** What the new root answered: HTTP's status, or 1. */
  answer: z.int().nullable(),
  /** How long requests were held back; null when that took more than one try. */
  heldMs: z.int().nullable(),
})
export type PatchResult = z.infer<typeof patchResult>

export const rootsResult = z.object({ roots: z.array(z.object({ service: serviceId, image: imageFingerprint })) })
export type RootsResult = z.infer<typeof rootsResult>

/** As many outdated packages are listed; the numbers count all. */
export const mostListed = 400
const outdated = z.object({ updates: z.int(), security: z.int(), packages: z.array(outdatedPackage).max(mostListed) })
export type Outdated = z.infer<typeof outdated>
const failure = z.object({ code: z.string(), message: z.string() })

export const kindCheck = outdated.extend({ kind: slug, image: imageFingerprint.nullable(), version: z.string().nullable() })
/** `code`: null when the checkout could not be read; absent in what was found before there was such a look. */
export const hostCheck = outdated.extend({ status: hostStatus, code: codeState.nullable().optional() })
/** One that cannot be looked at keeps no other from it. */
export const checkResult = z.object({
  host: z.union([hostCheck, z.object({ error: failure })]),
  kinds: z.array(z.union([kindCheck, z.object({ kind: slug, error: failure })])),
})
export type CheckResult = z.infer<typeof checkResult>

/** From one minute of these days to another, over midnight when the second comes first. Monday is 1. */
export const patchWindow = z
  .strictObject({
    days: z.array(z.int().min(1).max(7)).min(1, 'Choose at least one day.').max(7),
    from: minuteOfDay,
    to: minuteOfDay,
    zone: timeZone,
  })
  .refine(({ from, to }) => from !== to, 'A window needs a beginning and another end.')
export type PatchWindow = z.infer<typeof patchWindow>
/** None: any time will do. */
export const patchWindows = z.array(patchWindow).max(14)
export const setWindowsInput = z.object({
  /** Absent: those of the installation, for tenants that have none of their own. */
  tenant: tenantId.optional(),
  windows: patchWindows,
})
export const windowsInput = z.object({ tenant: tenantId.optional() })

export const runOptions = z.object({
  /** `window`: each service within its tenant's window. */
  when: z.enum(['now', 'window']).default('now'),
  /** So many services come first, with all those of these tenants; then it waits before the rest. */
  first: wholeNumber(0, 100).default(2),
  firstTenants: z.array(tenantId).max(50).default([]),
  waitMinutes: wholeNumber(0, 10_080).default(10),
  /** It stops when more services than these could not be patched. */
  mayFail: wholeNumber(0, 1000).default(0),
  atOnce: wholeNumber(1, 8).default(4),
  /** A service has to answer within so many seconds. */
  probeSeconds: wholeNumber(1, 120).default(30),
})
export type RunOptions = z.infer<typeof runOptions>
/** As a run keeps them. `windows`: of one that opened by itself, for tenants that have none of their own. */
export type KeptRunOptions = RunOptions & { windows?: PatchWindow[] }
export const startRunInput = runOptions.extend({ kind: slug })
export const ofRun = z.object({ run: patchRunId })
export const listTargetsInput = listInput.extend(ofRun.shape)
/** Absent: all that the last look found. */
export const patchHostInput = z.object({
  packages: z.array(z.string().max(120)).min(1).max(2000).optional(),
  securityOnly: z.boolean().default(false),
})

/**
 * `building`: the image. `first`: the services that come first. `waiting`: before the rest. `switching`: new services get the image. `rest`: all others.
 * `ending`: an image that nobody needs goes. `stopped`: too many could not be patched. `failed`: there is no image to patch with.
 */
export const runState = z.enum(['building', 'first', 'waiting', 'switching', 'rest', 'ending', 'done', 'stopped', 'cancelled', 'failed'])
export type RunState = z.infer<typeof runState>
export const runOver = (state: RunState): boolean => ['done', 'stopped', 'cancelled', 'failed'].includes(state)

/** `back`: the former root is there again. `failed`: it could not be patched, and something is wrong with it. `skipped`: not touched. */
export const targetState = z.enum(['waiting', 'running', 'patched', 'unchanged', 'back', 'failed', 'skipped'])
export type TargetState = z.infer<typeof targetState>

export interface RunView {
  id: string
  kind: string
  /** Of the kind; its name where the catalogue has it no more. */
  title: string
  state: RunState
  paused: boolean
  options: KeptRunOptions
  counts: Record<TargetState, number>
  image: string | null
  version: string | null
  packages: PackageChange[]
  error: ErrorView | null
  /** When the rest begins; while it waits. */
  waitUntil: number | null
  startedBy: string
  createdAt: number
  endedAt: number | null
}

export interface TargetView {
  service: string
  serviceName: string
  tenant: string
  tenantName: string
  first: boolean
  state: TargetState
  action: string | null
  error: ErrorView | null
  heldMs: number | null
  milliseconds: number | null
}
/** A run with all its services, as the command line prints it. */
export interface RunReport extends RunView {
  targets: TargetView[]
}

export interface KindPatchView extends Outdated {
  kind: string
  title: string
  image: string | null
  /** When the image in use was built. */
  builtAt: number | null
  services: number
  /** Services whose root is from another image than the one in use. */
  older: number
  error: string | null
  /** A run that is under way. */
  run: string | null
}

export interface HostPatchView extends Outdated {
  system: string
  kernel: string
  rebootNeeded: boolean
  /** The version in the checkout, when it has other code than what runs. */
  newer: string | null
  error: string | null
  /** The last time that packages were installed, and what is at hand to go back. */
  last: { at: number; outcome: PackagesChanged['outcome']; changes: PackageChange[]; kept: PinnedPackage[]; said: string } | null
}

export interface PatchesView {
  checkedAt: number | null
  /** A look that is under way. */
  checking: string | null
  version: string
  host: HostPatchView | null
  kinds: KindPatchView[]
  runs: RunView[]
  windows: PatchWindow[]
  /** Of each kind: when runs open by themselves. */
  schedules: ScheduleView[]
}

/** What people of a tenant see of one service. */
export interface ServicePatchView {
  /** When its root's image was built; null when nobody knows. */
  rootAt: number | null
  older: boolean
  updates: number
  security: number
  checkedAt: number | null
  /** Its tenant's, or the installation's. */
  windows: PatchWindow[]
  own: boolean
  /** When the next window opens; null without windows. */
  nextAt: number | null
  /** The last patch. */
  last: { at: number; state: TargetState; error: ErrorView | null } | null
}
