/** Images of the engine: `reeve-zone`, `reeve-gate` and one `reeve-kind-<kind>` each, made again when their recipe changes. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadTs } from '../build/load-ts.mjs'
import { engine, lookUp } from '../host/incus.mjs'
import { run } from '../up/run.mjs'
import { together } from '../up/steps.mjs'
import { ensureBase, hashOf, inRoot, installIn, supervisorFiles, workshop, writeFiles } from './base.mjs'
import { takeBack } from './lending.mjs'

const architectures = { x64: 'x86_64', arm64: 'aarch64' }

const link = ['ln', '-sfn', '/usr/lib/reeve/init', '/sbin/init']

/** The recipes of the infrastructure's images. */
const zoneRecipe = (alias, packages, commands = []) => ({
  alias,
  packages: ['nftables', ...packages],
  files: supervisorFiles(),
  commands: [link, ...commands],
})
/** ssh works for users that the system knows. */
const vaultUser = [
  'useradd',
  '--uid',
  '2001',
  '--user-group',
  '--no-create-home',
  '--home-dir',
  '/var/lib/reeve/vault',
  '--shell',
  '/usr/sbin/nologin',
]
const zoneRecipes = [
  zoneRecipe('reeve-zone', []),
  zoneRecipe('reeve-gate', ['haproxy']),
  zoneRecipe('reeve-vault', ['restic', 'openssh-client'], [[...vaultUser, 'reeve-vault']]),
]

/** All recipes: {alias, packages, files, commands}. Those of the kinds come from the catalogue. */
async function allRecipes() {
  const { kinds } = await loadTs('agents/catalogue/index.ts')
  const { imageOf } = await loadTs('agents/catalogue/base.ts')
  return [...zoneRecipes, ...Object.values(kinds).map(imageOf)]
}

/** The recipe that the image behind an alias was made by, or undefined. */
async function presentRecipe(alias) {
  const found = await lookUp(`/1.0/images/aliases/${alias}`)
  if (found === undefined) return undefined
  const image = await lookUp(`/1.0/images/${found.target}`)
  return image?.properties['reeve.recipe']
}

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

/** Has the alias mean this image. The command's own --reuse came after 6.0.0, which Ubuntu 24.04 has. */
async function nameImage(name, target) {
  const path = `/1.0/images/aliases/${name}`
  if (await lookUp(path)) await engine('PUT', path, { target, description: '' })
  else await engine('POST', '/1.0/images/aliases', { name, target, type: 'container', description: '' })
}

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
  await nameImage(alias, /[0-9a-f]{64}/.exec(stdout)[0])
  rmSync(folder, { recursive: true, force: true })
}

/** Images that no alias names any more and that we made: left over from an earlier recipe. */
async function removeOldImages() {
  const images = await engine('GET', '/1.0/images?recursion=1')
  for (const image of images) {
    if (image.properties['reeve.recipe'] !== undefined && image.aliases.length === 0)
      await engine('DELETE', `/1.0/images/${image.fingerprint}`)
  }
}

/** Makes the image unless the engine has it by this recipe. `base` is a promise-making function: the base is only needed for a new image. */
async function ensureImage(recipe, base, system) {
  const wanted = hashOf({ recipe, codename: system.codename, version: 3 })
  if ((await presentRecipe(recipe.alias)) === wanted) return false
  const { root: from } = await base()
  const root = join(workshop, `${recipe.alias}.part`)
  rmSync(root, { recursive: true, force: true })
  await run(['cp', '-a', '--reflink=auto', '--', from, root])
  await installIn(root, recipe.packages)
  writeFiles(root, recipe.files)
  for (const command of recipe.commands) await inRoot(root, command)
  await slim(root)
  await pack(root, wanted, recipe.alias, system)
  rmSync(root, { recursive: true, force: true })
  return true
}

/** All images, two at a time: one fetches while the other unpacks. Answers how many were made. */
export async function ensureAllImages(system) {
  let base
  const baseOnce = () => {
    base ??= ensureBase(system)
    return base
  }
  const waiting = await allRecipes()
  const made = []
  const worker = async () => {
    for (let recipe = waiting.shift(); recipe !== undefined; recipe = waiting.shift()) {
      if (await ensureImage(recipe, baseOnce, system)) made.push(recipe.alias)
    }
  }
  await together([worker(), worker()])
  if (made.length > 0) await removeOldImages()
  return made.length === 0 ? 'as wanted' : made.join(', ')
}
