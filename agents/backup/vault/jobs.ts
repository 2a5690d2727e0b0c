import { readdirSync, readFileSync } from 'node:fs'
import type * as z from 'zod'
import { ReeveError } from '../../../contracts/errors.ts'
import { errorLine, resultLine } from '../../../contracts/progress.ts'
import { type Answer, errorAnswer, isRetryable, progressLineOf, type Report, type Result } from '../../core/answers.ts'
import type { Exchange } from '../../core/http.ts'
import type { Log } from '../../core/log.ts'
import { encodeLine } from '../../core/ndjson.ts'
import { createQueue } from '../../core/queue.ts'
import type { VaultRecords } from './records.ts'

export interface JobContext {
  report: Report
  signal: AbortSignal
}

export interface Jobs {
  /** Runs the job, joins it when it runs already, or gives its stored answer, which a job that is done `anew` each time has not; as lines. One job at a time in the whole vault: restic needs memory. */
  stream(exchange: Exchange, id: string, work: (context: JobContext) => Promise<Result>, options?: { anew?: true }): Promise<undefined>
  /** The vault's own work, in turn with the jobs; the same work is joined while it waits or is under way. */
  quietly(work: (signal: AbortSignal) => Promise<void>): Promise<void>
  /** Whether there was something to cancel. */
  cancel(id: string): boolean
}

interface Running {
  followers: Set<(line: string) => void>
  last: string | undefined
  answer: Promise<Answer>
  end: AbortController
}

/** The vault's own work gives way after that, and goes on the next time. */
const quietMs = 6 * 3_600_000

export function createJobs(records: VaultRecords, log: Log): Jobs {
  const running = new Map<string, Running>()
  const quiet = new Map<(signal: AbortSignal) => Promise<void>, Promise<void>>()
  const queue = createQueue()

  function begin(id: string, work: (context: JobContext) => Promise<Result>, store: (id: string, answer: Answer) => Answer): Running {
    const entry: Running = { followers: new Set(), last: undefined, answer: Promise.resolve({ result: {} }), end: new AbortController() }
    const report: Report = (step, of, text) => {
      entry.last = encodeLine(progressLineOf(step, of, text))
      for (const follow of entry.followers) follow(entry.last)
    }
    const { signal } = entry.end
    const run = async (): Promise<Answer> => {
      try {
        if (signal.aborted) throw new ReeveError('conflict', 'This was cancelled.')
        return store(id, { result: await work({ report, signal }) })
      } catch (error) {
        log.warn({ job: id, err: error }, 'a job failed')
        return isRetryable(error) ? errorAnswer(error) : store(id, errorAnswer(error))
      }
    }
    report(0, 1, 'Waiting for its turn')
    entry.answer = queue('restic', run).finally(() => running.delete(id))
    running.set(id, entry)
    return entry
  }

  function keep(id: string, answer: Answer): Answer {
    records.keepAnswer(id, answer)
    return answer
  }

  return {
    async stream({ response }, id, work, { anew = false } = {}) {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      const stored = records.answerOf(id)
      if (stored !== undefined) {
        response.end(encodeLine(answerOf.parse(stored)))
        return
      }
      const entry = running.get(id) ?? begin(id, work, anew ? (_, answer) => answer : keep)
      const follow = (line: string) => response.write(line)
      if (entry.last !== undefined) follow(entry.last)
      entry.followers.add(follow)
      try {
        response.end(encodeLine(await entry.answer))
      } finally {
        entry.followers.delete(follow)
      }
    },
    quietly(work) {
      const standing = quiet.get(work)
      if (standing !== undefined) return standing
      const mine = queue('restic', () => work(AbortSignal.timeout(quietMs))).finally(() => quiet.delete(work))
      quiet.set(work, mine)
      return mine
    },
    cancel(id) {
      const found = running.get(id)
      found?.end.abort()
      return found !== undefined
    },
  }
}

const answerOf: z.ZodType<Answer> = resultLine.or(errorLine)

/** Ends what an earlier run of the vault left behind when it was killed: nobody would take its result. */
export function endOrphans(isOurs: (argv: readonly string[]) => boolean): number {
  let ended = 0
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue
    try {
      if (!isOurs(readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0'))) continue
      process.kill(-Number(name), 'SIGKILL')
      ended += 1
    } catch {
      // Gone already, or somebody else's.
    }
  }
  return ended
}
