import type { ActionInput } from '../../contracts/actions.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { projectOf } from '../../contracts/ids.ts'
import { logFile } from '../catalogue/base.ts'
import type { Result } from '../core/answers.ts'
import type { ServicesDeps } from './deps.ts'

/** The logger begins a new file at 1 MB; one long line may come on top. */
const maxLogBytes = 2_097_152
const maxLineLength = 2000

/** The newest lines of a service's log, oldest first. A sleeping service is not woken for it. */
export async function readLogs({ engine }: ServicesDeps, input: ActionInput<'service.logs'>): Promise<Result> {
  const project = projectOf(input.tenant)
  if ((await engine.getInstance(project, input.service)) === undefined) {
    throw new ReeveError('not_found', 'The service has no VPS yet. Wait until it is made.')
  }
  const bytes = await engine.readFile(project, input.service, logFile, maxLogBytes)
  return { lines: bytes === undefined ? [] : lastLines(bytes.toString('utf8'), input.lines) }
}

/** Programs write what clients send: nothing of it may steer a terminal. */
export function lastLines(text: string, count: number): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return lines.slice(-count).map((line) => line.slice(0, maxLineLength).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd'))
}
