#!/usr/bin/env node
/** The `reeve` command: runs the bundle that `npm run build` makes of cli/, and makes it when it is missing. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { repository } from './build/repository.mjs'

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
