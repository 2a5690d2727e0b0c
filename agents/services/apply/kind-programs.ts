import { ReeveError } from '../../../contracts/errors.ts'
import { firstPortProgram } from '../../catalogue/base.ts'
import type { Argv, Kind } from '../../catalogue/kind.ts'
import { execAwake, programPath } from '../../engine/awake.ts'
import type { Engine, ExecOutcome } from '../../engine/client.ts'

export type Run = (argv: Argv) => Promise<ExecOutcome>

/** Programs of a kind, run as root of a VPS that is kept awake. */
export const runIn =
  (engine: Engine, project: string, service: string): Run =>
  (argv) =>
    execAwake(engine, project, service, { argv, timeoutMs: 30_000, environment: { PATH: programPath, LC_ALL: 'C.UTF-8' } })

const longestQuote = 300

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
const control = /[\u0000-\u001f\u007f-\u009f]/g

/** What a checker complained about first, as one line that cannot steer a terminal. */
function quoted(stderr: string): string {
  const [first = ''] = stderr.trim().split('\n')
  return first.replaceAll(control, ' ').slice(0, longestQuote)
}

/** From which port on programs may listen, as the file in the VPS says. */
export async function openPorts(run: Run): Promise<void> {
  const { status, stderr } = await run([firstPortProgram])
  if (status === 0) return
  throw new ReeveError(
    'conflict',
    'The VPS cannot open this port: its image is too old, or its kernel forbids it.',
    new Error(stderr.slice(-500)),
  )
}

/** The kind's own checkers; `after` says what becomes of a configuration that they refuse, if that is not said elsewhere. */
export async function checkConfig(kind: Kind, run: Run, after: string): Promise<void> {
  for (const argv of kind.check) {
    const { status, stderr } = await run(argv)
    if (status === 0) continue
    const cause = new Error(`${JSON.stringify(argv)} ended with ${status}: ${stderr.slice(-2000)}`)
    const words = quoted(stderr)
    throw new ReeveError(
      'bad_input',
      `The service’s own check refused the configuration${words === '' ? '.' : `: ${words}.`} ${after}`,
      cause,
    )
  }
}

export async function reloadConfig(kind: Kind, run: Run, after: string): Promise<void> {
  for (const argv of kind.reload) {
    const { status, stderr } = await run(argv)
    if (status === 0) continue
    const cause = new Error(`${JSON.stringify(argv)} ended with ${status}: ${stderr.slice(-2000)}`)
    throw new ReeveError('internal', `The service did not take its configuration. ${after}`, cause)
  }
}
