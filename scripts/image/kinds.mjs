/** Images of one kind beside each other: which there are, a new one, which of them is used, and away with one. */
import { statfsSync } from 'node:fs'
import { engine, lookUp } from '../host/incus.mjs'
import { home } from '../up/state.mjs'
import { ensureBase } from './base.mjs'
import { buildImage, forgetRecords, nameImage, recordOf } from './building.mjs'
import { allRecipes } from './images.mjs'

const neededBytes = 3 * 2 ** 30

/** An answer that says what is wrong: `code` is one of contracts/errors.ts. */
export class Refusal extends Error {
  constructor(code, message) {
    super(message)
    this.code = code
  }
}

const aliasOf = (kind) => `reeve-kind-${kind}`
const versionOf = (alias) => new RegExp(`^${alias.replaceAll('.', '\\.')}\\.\\d{8}t\\d{6}$`)

/** {images: [{fingerprint, version, used, packages}]} of a kind, the oldest first. */
export async function listImages(kind) {
  const alias = aliasOf(kind)
  const own = (await engine('GET', '/1.0/images?recursion=1')).filter(({ aliases }) =>
    aliases.some(({ name }) => name === alias || versionOf(alias).test(name)),
  )
  const images = own.flatMap(({ fingerprint, aliases }) => {
    const record = recordOf(fingerprint)
    return record === undefined ? [] : [{ fingerprint, ...record, used: aliases.some(({ name }) => name === alias) }]
  })
  return { images: images.sort((a, b) => (a.version < b.version ? -1 : 1)) }
}

const byName = (packages) => new Map(packages.map(({ name, version }) => [name, version]))

/** [{name, before, after}] of what is another version. */
export function differenceOf(old, fresh) {
  const [before, after] = [byName(old), byName(fresh)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((name) => ({ name, before: before.get(name) ?? null, after: after.get(name) ?? null }))
    .filter((change) => change.before !== change.after)
}

/** So many images of one kind lie beside each other: each takes some hundred MiB, and who asks for builds may ask for many. */
const mostImages = 8

/** The oldest images of a kind that must go before another one is made, or undefined when too many are needed: as the one in use, or by roots. */
export function surplusOf(images, roots, most = mostImages) {
  const excess = images.length + 1 - most
  if (excess <= 0) return []
  const spare = images.filter(({ fingerprint, used }) => !used && !roots.includes(fingerprint))
  return spare.length < excess ? undefined : spare.slice(0, excess)
}

async function makeRoomFor(kind, images) {
  const instances = await engine('GET', '/1.0/instances?recursion=1&all-projects=true')
  const surplus = surplusOf(
    images,
    instances.map(({ config }) => config['volatile.base_image']),
  )
  if (surplus === undefined)
    throw new Refusal('conflict', `${mostImages} images of ${kind} are needed already. Patch the services that have an older root first.`)
  for (const { fingerprint } of surplus) await dropImage(fingerprint)
}

export async function buildKind(kind, system, tell) {
  for (const place of [home, '/var/lib/incus']) {
    const { bavail, bsize } = statfsSync(place)
    if (bavail * bsize < neededBytes)
      throw new Refusal('storage_full', `${place} needs 3 GiB of free room for this. Make room and try again.`)
  }
  const recipe = (await allRecipes()).find(({ alias }) => alias === aliasOf(kind))
  if (recipe === undefined) throw new Refusal('unknown_kind', `There is no kind ${kind}.`)
  const { images } = await listImages(kind)
  await makeRoomFor(kind, images)
  tell(1, 3, 'preparing the base')
  const base = await ensureBase(system)
  tell(2, 3, 'installing and packing')
  const built = await buildImage(recipe, async () => base, system)
  tell(3, 3, 'comparing')
  return { ...built, difference: differenceOf(images.find(({ used }) => used)?.packages ?? [], built.packages) }
}

export async function chooseImage(kind, fingerprint) {
  const { images } = await listImages(kind)
  if (!images.some((image) => image.fingerprint === fingerprint)) throw new Refusal('not_found', `There is no such image of ${kind}.`)
  const before = images.find(({ used }) => used)?.fingerprint ?? null
  if (before !== fingerprint) await nameImage(aliasOf(kind), fingerprint)
  return { changed: before !== fingerprint, before }
}

/** Services that were made from it go on: their roots are copies. */
export async function dropImage(fingerprint) {
  const image = await lookUp(`/1.0/images/${fingerprint}`)
  const names = image?.aliases.map(({ name }) => name) ?? []
  if (image === undefined) return { changed: false }
  if (!names.every((name) => /^reeve-kind-[a-z0-9-]+\.\d{8}t\d{6}$/.test(name)) || names.length === 0)
    throw new Refusal('conflict', 'This image is in use, or none of a kind. Have another one used first.')
  await engine('DELETE', `/1.0/images/${fingerprint}`)
  const left = await engine('GET', '/1.0/images?recursion=1')
  forgetRecords(left.map((each) => each.fingerprint))
  return { changed: true }
}
