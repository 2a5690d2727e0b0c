#!/usr/bin/env node
/** `npm run build`: bundles of all processes and the panel, in dist/. One build at a time; what did not change is not built again. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBundles } from './build/bundles.mjs'
import { ensurePanel } from './build/panel.mjs'
import { repository } from './build/repository.mjs'
import { takeLock } from './up/lock.mjs'
import { main } from './up/main.mjs'
import { step, until } from './up/steps.mjs'

/** Waits for a build that is under way, then builds. */
export async function build() {
  const release = await until('the end of another build', 900_000, () => takeLock('build', join(repository, 'dist')))
  try {
    await step('programs', ensureBundles)
    await step('panel', ensurePanel)
  } finally {
    release()
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(build)
