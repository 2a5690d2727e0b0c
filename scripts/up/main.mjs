/** The frame of every command here. */
import { existsSync } from 'node:fs'
import { endChildren } from './children.mjs'
import { UsageError } from './options.mjs'
import { logFile } from './run.mjs'

/** What a shell calls a program that was ended by a signal. */
const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

/** Throws unless root runs us. */
export function requireRoot() {
  if (process.getuid?.() !== 0) throw new Error('Run it as root: it changes containers, networks and files of the machine.')
}

/** Runs `work`, tells of a failure in words, and ends with 0, 1 or 2 (usage). Nothing that it started outlives it. */
export async function main(work) {
  // What the zones read must be readable, whatever the caller's habit is.
  process.umask(0o022)
  let ended = false
  for (const [name, code] of Object.entries(signals)) {
    process.once(name, () => {
      ended = true
      void endChildren().finally(() => process.exit(code))
    })
  }
  try {
    const code = await work()
    // Idle connections to the engine must not hold us.
    if (!ended) process.exit(code ?? 0)
  } catch (error) {
    // A program that the signal has ended is no failure of the work.
    if (ended) return
    process.stderr.write(`\n${error.message}\n`)
    if (error instanceof UsageError) process.exit(2)
    if (process.env.REEVE_DEBUG) process.stderr.write(`${error.stack}\n`)
    else if (existsSync(logFile)) process.stderr.write(`What was run and said: ${logFile}\n`)
    process.exit(1)
  }
}
