import { ReeveError } from '../../../contracts/errors.ts'
import type { Folder, Program } from './inside.ts'

/** Amounts that are to become smaller than they are. */
export interface Lowered {
  memoryMiB?: number
  diskMiB?: number
  processes?: number
}

/** What is used of them at present; undefined where nothing runs or nobody counts. */
export interface Used {
  memoryBytes: number | undefined
  diskBytes: number | undefined
  processes: number | undefined
  programs: readonly Program[]
  folders: readonly Folder[]
}

const mebibyte = 1_048_576
const whole = (bytes: number): number => Math.ceil(bytes / mebibyte)
/** Percent of the present use, so that a limit is not met in the moment it is set. */
const least = (bytes: number, percent: number): number => Math.ceil((whole(bytes) * percent) / 100)
const shown = (bytes: number): string => `${whole(bytes)} MiB`
const most = 3
const named = (list: readonly string[]): string => (list.length === 0 ? '' : ` (${list.slice(0, most).join(', ')})`)

/** Refuses what is below the present use, and says what uses it. */
export function weigh(lowered: Lowered, used: Used): void {
  const { memoryMiB, diskMiB, processes } = lowered
  if (memoryMiB !== undefined && used.memoryBytes !== undefined && memoryMiB < least(used.memoryBytes, 110)) {
    const holders = used.programs.filter((program) => program.memoryBytes >= mebibyte)
    throw new ReeveError(
      'conflict',
      `The service holds ${shown(used.memoryBytes)} of memory${named(holders.map(({ name, memoryBytes }) => `${name} ${shown(memoryBytes)}`))}. Choose at least ${least(used.memoryBytes, 110)} MiB, or restart it first.`,
    )
  }
  if (diskMiB !== undefined && used.diskBytes !== undefined && diskMiB < least(used.diskBytes, 105)) {
    const holders = used.folders.map(({ path, bytes }) => `${path} ${shown(bytes)}`)
    throw new ReeveError(
      'conflict',
      `There are ${shown(used.diskBytes)} on the disk of the service${named(holders)}. Choose at least ${least(used.diskBytes, 105)} MiB, or delete something first.`,
    )
  }
  if (processes !== undefined && used.processes !== undefined && processes < used.processes) {
    const holders = used.programs.toSorted((a, b) => b.count - a.count).map(({ name, count }) => `${name} ${count}`)
    throw new ReeveError(
      'conflict',
      `The service runs ${used.processes} processes${named(holders)}. Choose at least as many, or restart it first.`,
    )
  }
}
