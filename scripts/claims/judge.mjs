/** What a row of the table is worth after the last run of its tests. Pure. */

export const states = ['proven', 'partly', 'failed', 'not run', 'open']

const passed = ['passed', 'passed at the second try']

/**
 * `endOf` answers how a test {file, title} ended. Answers {state, ends}.
 * @param {{ proofs: { file: string, titles: string[] }[], missing?: string }} row
 */
export function judge({ proofs, missing }, endOf) {
  const tests = proofs.flatMap(({ file, titles }) => titles.map((title) => ({ file, title })))
  const ends = tests.map((test) => ({ ...test, end: endOf(test) }))
  return { state: stateOf(ends, missing), ends }
}

function stateOf(ends, missing) {
  if (ends.length === 0) return 'open'
  if (ends.some(({ end }) => end === 'failed')) return 'failed'
  if (ends.some(({ end }) => !passed.includes(end))) return 'not run'
  return missing === undefined ? 'proven' : 'partly'
}
