/** Makes one image of the engine from its recipe, for `up` and for the host agent alike. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { engine, lookUp } from '../host/incus.mjs'
import { run } from '../up/run.mjs'
import { home, readText, writeFileAtomic } from '../up/state.mjs'
import { hashOf, inRoot, installIn, upgradeIn, workshop, writeFiles } from './base.mjs'
import { takeBack } from './lending.mjs'
import { ensureUnpacked } from './unpacking.mjs'

const architectures = { x64: 'x86_64', arm64: 'aarch64' }

/** What each image was built of, and dpkg's own list of it. Not a property of the image: every instance made from it would carry a copy. */
export const records = join(home, 'image-packages')

/** {version, packages: [{name, version}]} of an image, or undefined. */
export function recordOf(fingerprint) {
  const text = readText(join(records, `${fingerprint}.json`))
  return text === undefined ? undefined : JSON.parse(text)
}

/** Forgets images that the engine does not have any more. */
export function forgetRecords(fingerprints) {
  for (const name of existsSync(records) ? readdirSync(records) : [])
    if (!fingerprints.includes(name.replace(/\.(json|status)$/, ''))) rmSync(join(records, name))
}

export const recipeHash = (recipe, system) => hashOf({ recipe, codename: system.codename, version: 5 })

/** Takes away what no container reads: package lists, caches, logs, and what was the host's. */
async function slim(root) {
  if (takeBack(root)) await inRoot(root, ['update-ca-certificates', '--fresh'])
  for (const folder of ['var/lib/apt/lists', 'var/cache/apt', 'var/log/apt', 'usr/share/doc', 'usr/share/man', 'usr/share/locale']) {
    const path = join(root, folder)
    if (!existsSync(path)) continue
    for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true, force: true })
  }
  for (const path of [
    'usr/sbin/policy-rc.d',
    'var/log/dpkg.log',
    'var/log/bootstrap.log',
    'var/log/alternatives.log',
    'etc/hostname',
    'etc/machine-id',
  ])
    rmSync(join(root, path), { force: true })
}

/** Has the engine take the folder as an image. Answers its fingerprint. */
async function pack(root, recipe, alias, system) {
  const folder = `${root}.pack`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const metadata = {
    architecture: architectures[process.arch] ?? process.arch,
    creation_date: Math.floor(Date.now() / 1000),
    properties: { description: `${alias} (${system.codename})`, os: system.id, release: system.codename, 'reeve.recipe': recipe },
  }
  // JSON is YAML.
  writeFileSync(join(folder, 'metadata.yaml'), JSON.stringify(metadata))
  await run(['tar', '-C', folder, '-cf', join(folder, 'metadata.tar'), 'metadata.yaml'])
  const squash = join(folder, 'root.squashfs')
  await run(['mksquashfs', root, squash, '-comp', 'lz4', '-noappend', '-quiet', '-no-progress', '-xattrs'])
  const argv = ['incus', '--project', 'default', '--force-local', 'image', 'import', join(folder, 'metadata.tar'), squash]
  const { stdout } = await run(argv)
  rmSync(folder, { recursive: true, force: true })
  return /[0-9a-f]{64}/.exec(stdout)[0]
}

/** Has the alias mean this image. The command's own --reuse came after 6.0.0, which Ubuntu 24.04 has. */
export async function nameImage(name, target) {
  const path = `/1.0/images/aliases/${name}`
  if (await lookUp(path)) await engine('PUT', path, { target, description: '' })
  else await engine('POST', '/1.0/images/aliases', { name, target, type: 'container', description: '' })
}

async function packagesIn(root) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  const { stdout } = await run(['dpkg-query', `--admindir=${join(root, 'var/lib/dpkg')}`, '-W', '-f', '${Package} ${Version}\n'])
  const rows = stdout.trim().split('\n')
  return rows.map((row) => ({ name: row.split(' ')[0], version: row.split(' ')[1] }))
}

/** Grows with each build, and fits into the name of an alias. */
const versionNow = () =>
  new Date()
    .toISOString()
    .replace(/[-:]|\.\d+Z$/g, '')
    .toLowerCase()

/**
 * Makes an image beside what is there: {fingerprint, version, packages}. Its own alias keeps it while nothing uses it. `base` is a
 * promise-making function: the base is only needed for a new image.
 */
export async function buildImage(recipe, base, system) {
  const { root: from, made } = await base()
  const root = join(workshop, `${recipe.alias}.part`)
  rmSync(root, { recursive: true, force: true })
  await run(['cp', '-a', '--reflink=auto', '--', from, root])
  // A base from an earlier day has its packages of that day.
  if (!made) await upgradeIn(root)
  await installIn(root, recipe.packages)
  writeFiles(root, recipe.files)
  for (const command of recipe.commands) await inRoot(root, command)
  const packages = await packagesIn(root)
  await slim(root)
  const fingerprint = await pack(root, recipeHash(recipe, system), recipe.alias, system)
  await ensureUnpacked(fingerprint)
  const version = versionNow()
  mkdirSync(records, { recursive: true })
  copyFileSync(join(root, 'var/lib/dpkg/status'), join(records, `${fingerprint}.status`))
  writeFileAtomic(join(records, `${fingerprint}.json`), JSON.stringify({ version, packages }))
  await nameImage(`${recipe.alias}.${version}`, fingerprint)
  rmSync(root, { recursive: true, force: true })
  return { fingerprint, version, packages }
}
