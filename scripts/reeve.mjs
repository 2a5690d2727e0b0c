#!/usr/bin/env node
/** The `reeve` command: runs the bundle that `npm run build` makes of cli/, and makes it when it is missing. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { repository } from './build/repository.mjs'

async function bundle() {
  const program = join(repository, 'dist', 'reeve', 'main.js')
  if (!existsSync(program)) {
    if (!existsSync(join(repository, 'node_modules', 'esbuild'))) {
      process.stderr.write('not_ready: Reeve is not built here yet. Run: npm run up\n')
      process.exit(1)
    }
    const { ensureBundles } = await import('./build/bundles.mjs')
    await ensureBundles()
  }
  await import(pathToFileURL(program).href)
}

const asked = process.argv.slice(2)
if (asked[0] === 'backup' && asked[1] === 'recovery-key') {
  // Straight from the vault to the terminal of root: the key goes through no other zone.
  const { recoveryKey } = await import('./up/recovery-key.mjs')
  process.exit(await recoveryKey())
} else if (asked[0] === 'restore') {
  // On an empty machine nothing is built yet, and no backend is there to ask.
  process.argv.splice(2, 1)
  await import('./restore.mjs')
} else await bundle()
