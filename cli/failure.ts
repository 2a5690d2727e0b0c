import { CommanderError } from 'commander'
import * as z from 'zod'
import { type ErrorView, errorCodes, errorView, ReeveError } from '../contracts/errors.ts'
import { visible } from './text.ts'

/** Exit status of every command: 0 done, 1 it could not be done, 2 it was asked for in a wrong way. */
export const exitDone = 0
const exitFailed = 1
export const exitUsage = 2

/** Wrong usage found by a command itself: missing or contradicting options. */
export class UsageError extends Error {}

const carried = z.object({ code: z.enum(errorCodes), message: z.string() })

/** The code and sentence of anything thrown, and the exit status that belongs to it. */
export function failureOf(error: unknown): ErrorView & { status: number } {
  if (error instanceof UsageError) return { code: 'bad_input', message: error.message, status: exitUsage }
  if (error instanceof CommanderError) return { code: 'bad_input', message: error.message.replace(/^error: /, ''), status: exitUsage }
  return { ...(remoteView(error) ?? connectionView(error) ?? errorView(error)), status: exitFailed }
}

/** What the backend said, as tRPC carries it: `data.reeve`. */
function remoteView(error: unknown): ErrorView | undefined {
  const data = z.object({ data: z.object({ reeve: carried }) }).safeParse(error)
  return data.success ? data.data.data.reeve : undefined
}

/** The local socket is not there, not ours, or nobody listens. */
function connectionView(error: unknown): ErrorView | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof ReeveError) return errorView(at)
    const code = 'code' in at ? at.code : undefined
    if (code === 'EACCES' || code === 'EPERM')
      return { code: 'forbidden', message: 'The command line talks to Reeve as root only. Run it as root.' }
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { code: 'unavailable', message: 'There is no machine of the name in --url.' }
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE') {
      return { code: 'unavailable', message: 'Reeve does not answer there. On the machine itself start it with `npm run up`.' }
    }
  }
  return undefined
}

/** The failure as one line for stderr: `code: sentence`, or JSON `{"error":{"code","message"}}`. */
export function failureLine(view: ErrorView, json: boolean): string {
  if (json) return `${JSON.stringify({ error: { code: view.code, message: view.message } })}\n`
  return `${view.code}: ${visible(view.message)}\n`
}
