import { join } from 'node:path'
import { filesBelow, repository } from '../build/repository.mjs'
import { anyCode } from '../test/runners.mjs'
import { run } from '../up/run.mjs'
import { readText } from '../up/state.mjs'

const folder = join(repository, 'bench/results')

/** Lines about the rows of a measurement, and whether each reached its aim. Nothing measured is nothing held. */
export function seenIn({ rows, failures }) {
  const lines = rows.map(({ name, value, unit, beside, ratio, aim, reached }) => {
    const aimed = `${ratio} times, aim: at most ${aim.value}`
    return `${reached ? 'held  ' : 'broken'}  ${name}: ${value} ${unit}; ${beside.name} ${beside.value} ${unit}; ${aimed}`
  })
  return { lines, held: failures.length === 0 && rows.length > 0 && rows.every(({ reached }) => reached) }
}

/** The measurement writes one file at its end. */
async function measure() {
  const began = new Date().toISOString()
  const argv = [process.execPath, join(repository, 'scripts/bench.mjs'), 'neighbours']
  const { code } = await run(argv, { cwd: repository, inherit: true, accept: anyCode })
  if (code !== 0) throw new Error('The measurement failed.')
  const newest = JSON.parse(readText(filesBelow(folder).at(-1)))
  if (newest.started < began) throw new Error('The measurement has written nothing.')
  return newest
}

export const neighbours = {
  says: 'A neighbour burns processor, memory, processes and disk, each by itself and together: a site beside it is measured with and without.',
  tests: [],
  async run() {
    const { lines, held } = seenIn(await measure())
    process.stdout.write(`\n${lines.join('\n')}\n`)
    return held
  },
}
