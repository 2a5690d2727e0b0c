#!/usr/bin/env node
/**
 * `npm run drill`: lists the drills. `npm run drill NAME` runs one against the installation on this machine, prints what it saw, and ends with 1 when it
 * did not go well. What a drill makes, it takes away.
 */
import { existsSync } from 'node:fs'
import { loadTs } from './build/load-ts.mjs'
import { drills, listText } from './drills/registry.mjs'
import { runTests } from './drills/tests.mjs'
import { main, requireRoot } from './up/main.mjs'
import { UsageError } from './up/options.mjs'

await main(async () => {
  const [name, ...more] = process.argv.slice(2)
  if (name === undefined) {
    process.stdout.write(listText())
    return 0
  }
  const drill = Object.hasOwn(drills, name) ? drills[name] : undefined
  if (drill === undefined || (more.length > 0 && drill.takes !== true)) throw new UsageError(`Name one drill:\n\n${listText()}`)
  requireRoot()
  const { paths } = await loadTs('contracts/zones.ts')
  if (!existsSync(paths.cliSocket)) throw new Error('Reeve does not run on this machine. Run: npm run up')
  process.stdout.write(`${drill.says}\n`)
  const well = drill.run === undefined ? await runTests(drill.tests) : await drill.run(more)
  process.stdout.write(well ? 'The drill went well.\n' : 'The drill did not go well.\n')
  return well ? 0 : 1
})
