/** `npm ci`, when node_modules is not what package-lock.json says. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../up/run.mjs'
import { readText, writeFileAtomic } from '../up/state.mjs'
import { repository } from './repository.mjs'

const modules = join(repository, 'node_modules')
const marker = join(modules, '.reeve-abi')

/** True when every package of the lock is installed in its version, and the compiled ones were compiled for this Node. */
function complete() {
  const installed = readText(join(modules, '.package-lock.json'))
  if (installed === undefined) return false
  const found = JSON.parse(installed).packages
  const wanted = JSON.parse(readText(join(repository, 'package-lock.json'))).packages
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.link) continue
    if (found[path] === undefined ? !entry.optional : found[path].version !== entry.version) return false
  }
  if (!existsSync(join(modules, 'better-sqlite3/build/Release/better_sqlite3.node'))) return false
  const abi = readText(marker)
  return abi === undefined || abi === process.versions.modules
}

/** Node's headers lie beside many installations of Node; then nothing is fetched to compile against. */
function headers() {
  const prefix = dirname(dirname(process.execPath))
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {}
}

/** The npm that belongs to the Node that runs us. */
function npm() {
  const beside = join(dirname(process.execPath), 'npm')
  return existsSync(beside) ? beside : 'npm'
}

export async function ensureDependencies() {
  if (complete()) return 'as locked'
  await run([npm(), 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: repository,
    env: { ...headers(), NODE_ENV: 'development', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  })
  await run(['sync', '-f', modules])
  writeFileAtomic(marker, process.versions.modules, 0o644)
  return 'npm ci'
}
