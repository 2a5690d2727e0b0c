/** Puts what was built where the zones see it read-only: /var/lib/reeve/code/<zone>/<process>/<release>/. A release is named by its content. */
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../up/run.mjs'
import { readText, writeFileAtomic } from '../up/state.mjs'
import { codeFolder, nodeFolder } from '../zone/instances.mjs'
import { filesBelow, repository } from './repository.mjs'

const zoneOf = {
  panel: 'panel',
  backend: 'backend',
  door: 'keep',
  tenancy: 'keep',
  services: 'keep',
  waker: 'keep',
  licence: 'keep',
  stats: 'keep',
  patch: 'keep',
  'gate-agent': 'keep',
  'host-agent': 'keep',
  backup: 'keep',
  vault: 'vault',
  guard: 'keep',
  // The only one that runs on the machine itself.
  host: 'host',
  applier: 'gate',
}
/** The gate's agent is the process `gate` in the keep, the machine's the process `host`. */
const processOf = (name) => name.replace(/-agent$/, '')

function contentHash(folder) {
  const hash = createHash('sha256')
  for (const file of filesBelow(folder)) {
    const link = lstatSync(file).isSymbolicLink()
    hash
      .update(`${file.slice(folder.length)}\0`)
      .update(link ? readlinkSync(file) : readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}

async function copyIn(from, folder, release) {
  const target = join(folder, release)
  if (existsSync(target)) return
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  rmSync(`${target}.new`, { recursive: true, force: true })
  await run(['cp', '-a', '--', from, `${target}.new`])
  await run(['chown', '-R', 'root:root', '--', `${target}.new`])
  await run(['chmod', '-R', 'u=rwX,go=rX', '--', `${target}.new`])
  // Its name says that it is whole: also after a power cut.
  await run(['sync', '-f', `${target}.new`])
  renameSync(`${target}.new`, target)
}

/** Copies what is new. Answers {process: release} for all that was built. */
export async function publishReleases() {
  const releases = {}
  for (const [name, zone] of Object.entries(zoneOf)) {
    const from = join(repository, 'dist', name)
    if (!existsSync(from)) continue
    const release = contentHash(from)
    await copyIn(from, join(codeFolder(zone), processOf(name)), release)
    releases[name] = release
  }
  return releases
}

/** What was built last is where the zones see it. */
export const arePublished = () =>
  Object.entries(zoneOf).every(([name, zone]) => {
    const from = join(repository, 'dist', name)
    return !existsSync(from) || existsSync(join(codeFolder(zone), processOf(name), contentHash(from)))
  })

/** Takes away releases that no process runs any more. */
export function removeOldReleases(releases) {
  for (const [name, release] of Object.entries(releases)) {
    const folder = join(codeFolder(zoneOf[name]), processOf(name))
    for (const old of readdirSync(folder)) if (old !== release) rmSync(join(folder, old), { recursive: true, force: true })
  }
}

/** Libraries that every Debian has and that must fit its own loader. */
const ofTheSystem = /\/(ld-linux|libc|libm|libdl|libpthread|librt|libgcc_s|libstdc\+\+)[-.]/

/** The Node that runs us, for all zones: one file, so that its pages are in memory once. */
export async function publishNode() {
  const target = join(nodeFolder, 'bin', 'node')
  const same = existsSync(target) && statSync(target).size === statSync(process.execPath).size
  if (same && readText(join(nodeFolder, 'version')) === process.version) return 'as it was'
  mkdirSync(join(nodeFolder, 'bin'), { recursive: true, mode: 0o755 })
  mkdirSync(join(nodeFolder, 'lib'), { recursive: true, mode: 0o755 })
  const { stdout } = await run(['ldd', process.execPath])
  for (const [, library] of stdout.matchAll(/=> (\/\S+)/g)) {
    if (!ofTheSystem.test(library)) await run(['cp', '-L', '--', library, join(nodeFolder, 'lib')])
  }
  await run(['cp', '-L', '--', process.execPath, `${target}.new`])
  chmodSync(`${target}.new`, 0o755)
  await run(['sync', '-f', `${target}.new`])
  renameSync(`${target}.new`, target)
  writeFileAtomic(join(nodeFolder, 'version'), process.version, 0o644)
  return process.version
}
