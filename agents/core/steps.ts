import { isRetryable, type Report } from './answers.ts'

/** One idempotent step: done twice it leaves what it leaves done once. `undo` also cleans up after a step that failed half-way. */
export interface Step {
  text: string
  run(): Promise<void>
  undo?(): Promise<void>
}

/**
 * Runs steps in order with progress. When one fails for good, it and those before it are undone, last first, and the error is thrown on.
 * When it may be tried again ("unavailable"), everything stays: the same action comes again and finds its steps done.
 */
export async function runSteps(steps: readonly Step[], report: Report): Promise<void> {
  for (const [index, step] of steps.entries()) {
    report(index + 1, steps.length, step.text)
    try {
      await step.run()
    } catch (error) {
      if (isRetryable(error)) throw error
      await undoSteps(steps.slice(0, index + 1), report, error)
      throw error
    }
  }
}

async function undoSteps(steps: readonly Step[], report: Report, cause: unknown): Promise<void> {
  const faults: unknown[] = []
  for (const step of [...steps].reverse()) {
    if (step.undo === undefined) continue
    report(steps.length, steps.length, `undoing: ${step.text}`)
    await step.undo().catch((error: unknown) => faults.push(error))
  }
  // The engine is away: come again with the same id, meet the same fault and undo then.
  const later = faults.find(isRetryable)
  if (later !== undefined) throw later
  if (faults.length > 0)
    throw new AggregateError([cause, ...faults], 'A step failed, and so did undoing what was done before it.', { cause })
}
