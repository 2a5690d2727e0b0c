/** Progress for people: one line per step with its time. */
const started = Date.now()
const seconds = (ms) => `${(ms / 1000).toFixed(1).padStart(6)} s`

/** Runs `work` as a named step. What it returns, when it is text, stands behind the name. A step that takes long says that it is on its way. */
export async function step(name, work) {
  const from = Date.now()
  const slow = setTimeout(() => process.stdout.write(`      ...  ${name}\n`), 8000)
  try {
    const detail = await work()
    process.stdout.write(`${seconds(Date.now() - from)}  ${name}${typeof detail === 'string' && detail !== '' ? `: ${detail}` : ''}\n`)
    return detail
  } catch (error) {
    process.stdout.write(`${seconds(Date.now() - from)}  ${name}: failed\n`)
    throw error
  } finally {
    clearTimeout(slow)
  }
}

/** Waits for all of `works`, also when one fails: what still runs must not be left alone. Then throws what went wrong. */
export async function together(works) {
  const ends = await Promise.allSettled(works)
  const failures = ends.filter((end) => end.status === 'rejected').map((end) => end.reason)
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, failures.map((failure) => failure.message).join('\n'))
}

export const elapsed = () => seconds(Date.now() - started).trim()

/** Calls `check` until it answers something true, at most `ms` milliseconds long. Throws with `what` when it never does. */
export async function until(what, ms, check) {
  const end = Date.now() + ms
  let last
  for (;;) {
    try {
      const value = await check()
      if (value) return value
    } catch (error) {
      last = error
    }
    if (Date.now() > end) throw new Error(`${what} did not come within ${ms / 1000} s${last ? ` (${last.message})` : ''}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
