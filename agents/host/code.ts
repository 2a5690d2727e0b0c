import { ReeveError } from '../../contracts/errors.ts'
import { type CodeState, codeState } from '../../contracts/host.ts'
import { exec } from '../core/exec.ts'

/** What lies in the checkout that Reeve was installed from, by a program of its own (scripts/code.mjs): it reads every source file. */
export const createCode = (program: readonly [string, ...string[]]) => async (): Promise<CodeState> => {
  const { status, stdout, stderr } = await exec(program, { timeoutMs: 45_000 })
  if (status === 0) return codeState.parse(JSON.parse(stdout))
  const cause = new Error(`ended with ${status}: ${stderr.slice(-2000)}`)
  throw new ReeveError('internal', 'The checkout of Reeve could not be read. The log of the host agent on the machine says why.', cause)
}
