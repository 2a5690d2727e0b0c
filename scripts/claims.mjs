#!/usr/bin/env node
/**
 * `npm run claims`: writes docs/claims.md, which says of everything that Reeve has to do whether tests show it, from what `npm test` left behind.
 * Ends with 1 when a test that stands for a row failed.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './build/repository.mjs'
import { judge, states } from './claims/judge.mjs'
import { pageOf } from './claims/page.mjs'
import { changedAt, endOf, readRuns } from './claims/results.mjs'
import { table } from './claims/table.mjs'
import { main } from './up/main.mjs'

await main(async () => {
  const runs = readRuns()
  const rows = table.map((row) => ({ ...row, ...judge(row, (test) => endOf(runs, changedAt, test)) }))
  writeFileSync(join(repository, 'docs/claims.md'), pageOf(rows, runs))
  for (const state of states) process.stdout.write(`${String(rows.filter((row) => row.state === state).length).padStart(4)} ${state}\n`)
  process.stdout.write('Written to docs/claims.md\n')
  return rows.some(({ state }) => state === 'failed') ? 1 : 0
})
