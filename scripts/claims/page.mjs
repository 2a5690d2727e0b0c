/** The page docs/claims.md. Pure: the same rows and ends are the same text. */
import { states } from './judge.mjs'

const served = { 3: 'issue 3, privileged jobs', 4: 'issue 4, hosting core', later: 'later' }

const meanings = {
  proven: 'every test that is named passed in the last run, and together they show all of it',
  partly: 'every test that is named passed; what they do not show is said',
  failed: 'a test that is named failed',
  'not run': 'a test that is named is not in the last run, or was changed since',
  open: 'no test shows it yet',
}

const minute = (at) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
const cell = (text) => text.replaceAll('|', '\\|')
/** Titles may hold what Markdown reads as its own. */
const code = (text) => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)

const countsOf = (rows) => states.map((state) => `${rows.filter((row) => row.state === state).length} ${state}`).join(', ')

const runLine = (layer, run) => {
  if (run === undefined) return `- ${layer}: has not run here`
  const failed = run.tests.filter(({ end }) => end === 'failed').length
  const again = run.again === undefined ? '' : `; ${run.again.files} of its files once more ${minute(run.again.at)}`
  return `- ${layer}: ${minute(run.at)}, ${run.tests.length} tests, ${failed} failed${again}`
}

const summaryLine = ({ id, claims, title, serves, state }) =>
  `| [${id}](#${id}) | ${cell(title)} | ${claims.join(', ')} | ${state} | ${served[serves]} |`

function section({ id, claims, title, serves, missing, state, ends }) {
  const lines = [`### ${id}`, '', `${title}. ${claims.length > 1 ? 'Claims' : 'Claim'} ${claims.join(', ')}: **${state}**.`, '']
  if (ends.length === 0) lines.push(`No test yet. Served by: ${served[serves]}.`, '')
  if (missing !== undefined) lines.push(`Not shown: ${missing}`, '')
  for (const file of new Set(ends.map((one) => one.file))) {
    lines.push(`- ${file}`)
    for (const one of ends.filter((each) => each.file === file)) lines.push(`  - ${one.end}: ${code(one.title)}`)
  }
  if (ends.length > 0) lines.push('')
  return lines
}

/** `rows`: the table's, each with its state and ends. `runs`: by layer. */
export function pageOf(rows, runs) {
  return [
    '# What is proven',
    '',
    'Made by `npm run claims` from the results of the last `npm test`; do not edit. The rows, and the tests that stand for each, are in',
    '`scripts/claims/rows/`. A title with `%s` or `$name` stands for all cases of that test.',
    '',
    countsOf(rows),
    '',
    '| state | means |',
    '| --- | --- |',
    ...states.map((state) => `| ${state} | ${meanings[state]} |`),
    '',
    'Last runs:',
    '',
    ...Object.entries(runs).map(([layer, run]) => runLine(layer, run)),
    '',
    '| row | what | claims | state | served by |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(summaryLine),
    '',
    ...rows.flatMap(section),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}
