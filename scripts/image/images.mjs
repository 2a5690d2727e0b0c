/** Images of the engine: `reeve-zone`, `reeve-gate` and one `reeve-kind-<kind>` each, made again when their recipe changes. */
import { loadTs } from '../build/load-ts.mjs'
import { engine, lookUp } from '../host/incus.mjs'
import { together } from '../up/steps.mjs'
import { ensureBase, supervisorFiles } from './base.mjs'
import { buildImage, forgetRecords, nameImage, recipeHash, recordOf } from './building.mjs'
import { ensureAllUnpacked } from './unpacking.mjs'

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
export async function allRecipes() {
  const { kinds } = await loadTs('agents/catalogue/index.ts')
  const { imageOf } = await loadTs('agents/catalogue/base.ts')
  return [...zoneRecipes, ...Object.values(kinds).map(imageOf)]
}

/** The recipe that the image behind an alias was made by, or undefined, also when nobody knows of what it was built. */
async function presentRecipe(alias) {
  const found = await lookUp(`/1.0/images/aliases/${alias}`)
  if (found === undefined || recordOf(found.target) === undefined) return undefined
  const image = await lookUp(`/1.0/images/${found.target}`)
  return image?.properties['reeve.recipe']
}

/**
 * Images that we made by an earlier recipe, and those that nothing names. What was built by the present one and is not in use yet stays, and so does what
 * the root of a service came from: without it there would be no way back from its next patch.
 */
export const oldImages = (images, recipes, roots) =>
  images.filter(({ fingerprint, properties, aliases }) => {
    const recipe = properties['reeve.recipe']
    const needed = roots.includes(fingerprint) && properties.description?.startsWith('reeve-kind-')
    return recipe !== undefined && !needed && (aliases.length === 0 || !recipes.includes(recipe))
  })

async function removeOldImages(recipes) {
  const images = await engine('GET', '/1.0/images?recursion=1')
  const instances = await engine('GET', '/1.0/instances?recursion=1&all-projects=true')
  const roots = instances.map(({ config }) => config['volatile.base_image'])
  const old = oldImages(images, recipes, roots)
  for (const image of old) await engine('DELETE', `/1.0/images/${image.fingerprint}`)
  forgetRecords(images.filter((image) => !old.includes(image)).map(({ fingerprint }) => fingerprint))
}

/** Makes the image unless the engine has it by this recipe. */
async function ensureImage(recipe, base, system) {
  if ((await presentRecipe(recipe.alias)) === recipeHash(recipe, system)) return false
  const { fingerprint } = await buildImage(recipe, base, system)
  await nameImage(recipe.alias, fingerprint)
  return true
}

/** All images, two at a time: one fetches while the other unpacks. Answers how many were made. */
export async function ensureAllImages(system) {
  let base
  const baseOnce = () => {
    base ??= ensureBase(system)
    return base
  }
  const recipes = await allRecipes()
  const waiting = [...recipes]
  const made = []
  const worker = async () => {
    for (let recipe = waiting.shift(); recipe !== undefined; recipe = waiting.shift()) {
      if (await ensureImage(recipe, baseOnce, system)) made.push(recipe.alias)
    }
  }
  await together([worker(), worker()])
  if (made.length > 0) await removeOldImages(recipes.map((recipe) => recipeHash(recipe, system)))
  // Also those that only older services were made from: any of them may be chosen again.
  const ours = (await engine('GET', '/1.0/images?recursion=1')).filter(({ properties }) => properties['reeve.recipe'] !== undefined)
  const unpacked = await ensureAllUnpacked(ours.map(({ fingerprint }) => fingerprint))
  const words = [...made, ...(unpacked > 0 ? [`${unpacked} unpacked`] : [])]
  return words.length === 0 ? 'as wanted' : words.join(', ')
}
