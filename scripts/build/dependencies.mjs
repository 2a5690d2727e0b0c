/** `npm ci`, when node_modules is not what package-lock.json says. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from '../up/run.mjs'
import { readText, writeFileAtomic } from '../up/state.mjs'
import { repository } from './repository.mjs'

const modules = join(repository, 'node_modules')
const marker = join(modules, '.reeve-abi')

/** True when every package of the lock is installed in its version, and the compiled ones were compiled for this Node. */
export function dependenciesComplete() {
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

/** Vitest, Vite and knip need a newer Node than Reeve does (decision 012). */
export function requireToolsNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Error(`This is Node ${process.versions.node}: Reeve runs on it, its tests and checks need Node 20.19 or newer.`)
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

/** Whether npm can fetch: asks for one version of one package that is needed, by npm's own settings, and leaves nothing behind. */
export async function registryAnswers() {
  const { version } = JSON.parse(readText(join(repository, 'package-lock.json'))).packages['node_modules/zod']
  const cache = mkdtempSync(join(tmpdir(), 'reeve-look-'))
  const patience = ['--fetch-retries=1', '--fetch-timeout=20000', `--cache=${cache}`, '--loglevel=error']
  try {
    await run([npm(), 'view', ...patience, `zod@${version}`, 'version'], { cwd: repository, timeoutMs: 90_000 })
    return true
  } catch {
    return false
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
}

export async function ensureDependencies() {
  if (dependenciesComplete()) return 'as locked'
  await run([npm(), 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: repository,
    env: { ...headers(), NODE_ENV: 'development', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  })
  await run(['sync', '-f', modules])
  writeFileAtomic(marker, process.versions.modules, 0o644)
  return 'npm ci'
}
