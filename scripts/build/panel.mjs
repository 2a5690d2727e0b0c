/** The panel: Next's standalone build, with its static files, in dist/panel/. */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../up/run.mjs'
import { readText, writeFileAtomic } from '../up/state.mjs'
import { hashOfSources, repository } from './repository.mjs'

/** `server` is not among them: the panel knows its types only. */
const sources = ['app', 'components', 'contracts', 'proxy.ts', 'next.config.ts', 'postcss.config.mjs', 'tsconfig.json', 'package-lock.json']

const marker = join(repository, 'dist', 'panel.hash')
const final = join(repository, 'dist', 'panel')

/** The panel that is there is of the present sources. */
export const isPanelBuilt = () => existsSync(join(final, 'server.js')) && readText(marker) === hashOfSources(sources)

export async function ensurePanel() {
  if (isPanelBuilt()) return 'nothing changed'
  const hash = hashOfSources(sources)
  rmSync(marker, { force: true })
  await run([process.execPath, join(repository, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: repository,
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', CI: '1' },
  })
  const next = join(repository, '.next')
  const fresh = `${final}.new`
  rmSync(fresh, { recursive: true, force: true })
  // cp keeps the links that Next makes; a copier that follows them breaks the build.
  await run(['cp', '-a', '--', join(next, 'standalone'), fresh])
  await run(['cp', '-a', '--', join(next, 'static'), join(fresh, '.next', 'static')])
  if (existsSync(join(repository, 'public'))) await run(['cp', '-a', '--', join(repository, 'public'), join(fresh, 'public')])
  rmSync(final, { recursive: true, force: true })
  renameSync(fresh, final)
  await run(['sync', '-f', final])
  writeFileAtomic(marker, hash, 0o644)
  return 'built'
}
