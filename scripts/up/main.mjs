/** The frame of every command here: runs `work`, tells of a failure in words, and ends with 0, 1 or 2 (usage). */
import { UsageError } from './options.mjs'
import { logFile } from './run.mjs'

export async function main(work) {
  // What the zones read must be readable, whatever the caller's habit is.
  process.umask(0o022)
  try {
    const code = await work()
    // Idle connections to the engine must not hold us.
    process.exit(code ?? 0)
  } catch (error) {
    process.stderr.write(`\n${error.message}\n`)
    if (error instanceof UsageError) process.exit(2)
    process.stderr.write(process.env.REEVE_DEBUG ? `${error.stack}\n` : `What was run and said: ${logFile}\n`)
    process.exit(1)
  }
}
