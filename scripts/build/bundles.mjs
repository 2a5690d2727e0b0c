/** One file per process by esbuild, with what cannot be in a bundle (compiled modules, migrations) beside it: dist/<name>/. */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../up/run.mjs'
import { readText, writeFileAtomic } from '../up/state.mjs'
import { hashOfSources, repository } from './repository.mjs'

const sqlite = ['better-sqlite3', 'bindings', 'file-uri-to-path']
const argon = ['@node-rs/argon2', `@node-rs/argon2-linux-${process.arch}-gnu`]

/** Name -> entry file, compiled modules and folders that lie beside the bundle. */
const bundles = {
  backend: { entry: 'server/main.ts', modules: [...sqlite, ...argon], folders: { migrations: 'db/migrations' } },
  door: { entry: 'agents/door/main.ts', modules: sqlite },
  tenancy: { entry: 'agents/tenancy/main.ts', modules: sqlite },
  services: { entry: 'agents/services/main.ts', modules: sqlite },
  waker: { entry: 'agents/waker/main.ts', modules: sqlite },
  licence: { entry: 'agents/licence/main.ts', modules: sqlite },
  stats: { entry: 'agents/stats/main.ts', modules: sqlite },
  patch: { entry: 'agents/patch/main.ts', modules: sqlite },
  'gate-agent': { entry: 'agents/gate/main.ts', modules: sqlite },
  backup: { entry: 'agents/backup/main.ts', modules: sqlite },
  vault: { entry: 'agents/backup/vault/main.ts', modules: sqlite },
  guard: { entry: 'agents/guard/main.ts', modules: [] },
  'host-agent': { entry: 'agents/host/keep/main.ts', modules: sqlite },
  host: { entry: 'agents/host/main.ts', modules: [] },
  applier: { entry: 'agents/gate/applier/main.ts', modules: sqlite },
  reeve: { entry: 'cli/main.ts', modules: [] },
}
const sources = ['contracts', 'db', 'server', 'agents', 'cli', 'package.json', 'package-lock.json', 'scripts/build']

/** What a module needs at run time: its code and its compiled file, not its sources. */
const wanted = (path) =>
  !/\/(deps|src|docs|benchmark|node_gyp_bins|obj|obj\.target|\.deps|test_extension\.node)(\/|$)/.test(path) && !path.endsWith('.md')

function copyModules(names, folder) {
  for (const name of names) {
    cpSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true, filter: wanted })
  }
}

async function bundle(name, { entry, modules, folders = {} }) {
  const { build } = await import('esbuild')
  const folder = join(repository, 'dist', `${name}.new`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await build({
    entryPoints: [join(repository, entry)],
    outfile: join(folder, 'main.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: [...sqlite, '@node-rs/argon2'],
    // Packages of the old module form ask for `require` when they are loaded.
    banner: { js: "import { createRequire as reeveRequire } from 'node:module'; const require = reeveRequire(import.meta.url);" },
    legalComments: 'none',
    logLevel: 'silent',
  })
  writeFileAtomic(join(folder, 'package.json'), '{"type":"module"}\n', 0o644)
  copyModules(modules, folder)
  for (const [target, from] of Object.entries(folders)) cpSync(join(repository, from), join(folder, target), { recursive: true })
  const final = join(repository, 'dist', name)
  rmSync(final, { recursive: true, force: true })
  renameSync(folder, final)
}

const present = () => Object.entries(bundles).filter(([, { entry }]) => existsSync(join(repository, entry)))

const hashFile = join(repository, 'dist', 'bundles.hash')

/** The bundles that are there are of the present sources. */
export function areBundled() {
  const whole = present().every(([name]) => existsSync(join(repository, 'dist', name, 'main.js')))
  return whole && readText(hashFile) === hashOfSources(sources)
}

/** Builds all bundles unless the sources are those of the last build. */
export async function ensureBundles() {
  if (areBundled()) return 'nothing changed'
  const hash = hashOfSources(sources)
  rmSync(hashFile, { force: true })
  for (const [name, spec] of present()) await bundle(name, spec)
  await run(['sync', '-f', join(repository, 'dist')])
  writeFileAtomic(hashFile, hash, 0o644)
  return `${present().length} programs`
}
