import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ensurePackages } from '../scripts/up/packages.mjs'

const run = promisify(execFile)

/** Runs a program to its end and gives back what it printed. Throws with its own words when it fails. */
export async function output(file: string, ...argv: string[]): Promise<string> {
  const { stdout } = await run(file, argv, { maxBuffer: 16 << 20, timeout: 300_000 })
  return stdout
}

/** wrk, from the system's own packages; purge takes it away again. */
export async function ensureWrk(): Promise<void> {
  try {
    await output('wrk', '-v')
  } catch (error) {
    // wrk prints its version and ends with status 1: only its absence matters.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') await ensurePackages(['wrk'])
  }
}

/** argv that runs a program in the network namespace of a process. */
export const inNetworkOf = (process: number, ...argv: string[]): string[] => ['nsenter', '-t', String(process), '-n', '--', ...argv]
