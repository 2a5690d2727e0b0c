import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync } from 'node:fs'
import { open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ReeveError } from '../../../contracts/errors.ts'
import type { PackageArchive } from '../../../contracts/host.ts'
import { mostArchiveBytes, mostPieceBytes, mostUnpackedBytes } from '../../../contracts/packages.ts'
import { execOk } from '../../core/exec.ts'
import { type AptOptions, createApt } from '../packages/apt.ts'
import { fetchBytesOf } from '../packages/parse.ts'
import { archivePrefix, pinnedWord, roomFor } from '../packages/plan.ts'

/**
 * Archives of packages that a service gets beside those of its image. apt of the machine chooses and verifies them, against what the image has: nothing
 * is installed here, and no program of a package runs.
 */
export interface Archives {
  /** Throws `not_found` for a package that no source has, `too_large`, and `conflict` where apt cannot do it or the image is not known any more. */
  fetch(image: string, packages: readonly string[]): Promise<PackageArchive[]>
  /** Base64. Throws `unavailable` for an archive that was not fetched, or is forgotten by now. */
  piece(sha256: string, offset: number): Promise<string>
}

export interface ArchivesParts {
  /** Folder with `<fingerprint>.status`: dpkg's own list of each image. */
  records: string
  /** Folder of its own, for what was fetched. */
  state: string
  /** apt of the machine, or of a folder that a test has made into one. */
  options?: AptOptions
}

const keptForMs = 7 * 24 * 3600 * 1000
/** A name that no source has is asked for by anybody, as often as they like. */
const updateEveryMs = 60_000
const mostKeptBytes = 1_073_741_824

export function createArchives({ records, state, options = {} }: ArchivesParts): Archives {
  const folder = join(state, 'archives')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fetched = new Map<string, string>()
  let updatedAt = 0

  /** apt, which takes the image for the machine. */
  const aptOf = (status: string) => {
    const places = [`State::status=${status}`, `State::extended_states=${join(state, 'none')}`]
    const own = [...places.map((place) => `Dir::${place}`), 'Dir::Cache::pkgcache=', 'Dir::Cache::srcpkgcache=']
    const settings = [...own, 'APT::Sandbox::User=root', 'Debug::NoLocking=1'].flatMap((option) => ['-o', option])
    return createApt({ ...options, apt: [...(options.apt ?? []), ...settings] })
  }

  /** The oldest go, and the others when there are too many. */
  async function forgetOld(): Promise<void> {
    const found = []
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      // apt gives a file the server's time of it.
      const { ctimeMs, size } = await stat(path)
      if (name.endsWith('.deb')) found.push({ path, ctimeMs, size })
    }
    let kept = 0
    for (const { path, ctimeMs, size } of found.sort((a, b) => b.ctimeMs - a.ctimeMs)) {
      kept += size
      if (kept > mostKeptBytes || ctimeMs < Date.now() - keptForMs) await rm(path, { force: true })
    }
  }

  async function archiveOf(wanted: { name: string; version: string }): Promise<PackageArchive> {
    const file = (await readdir(folder)).find((name) => name.startsWith(archivePrefix(wanted)) && name.endsWith('.deb'))
    if (file === undefined) throw new ReeveError('conflict', `The archive of ${wanted.name} could not be fetched.`)
    const path = join(folder, file)
    const hash = createHash('sha256')
    await pipeline(createReadStream(path), hash)
    const sha256 = hash.digest('hex')
    fetched.set(sha256, path)
    return { ...wanted, sha256, bytes: (await stat(path)).size }
  }

  async function notTooLarge(archives: readonly PackageArchive[]): Promise<void> {
    let kibibytes = 0
    for (const { sha256 } of archives) {
      kibibytes += Number(await execOk(['dpkg-deb', '--field', fetched.get(sha256) ?? '', 'Installed-Size'])) || 0
    }
    if (kibibytes * 1024 > mostUnpackedBytes) throw tooLarge(kibibytes * 1024, mostUnpackedBytes)
  }

  return {
    async fetch(image, packages) {
      const status = join(records, `${image}.status`)
      if (!existsSync(status)) {
        throw new ReeveError(
          'conflict',
          'The root of this service is from an image that is not known any more. Patch the service, then try again.',
        )
      }
      const apt = aptOf(status)
      const look = async () => {
        const policies = await apt.policies(packages)
        return packages.find((name) => (policies.get(name)?.candidate ?? null) === null)
      }
      // Lists may be older than the package.
      if ((await look()) !== undefined && Date.now() - updatedAt > updateEveryMs) {
        updatedAt = Date.now()
        await createApt(options).update()
      }
      const missing = await look()
      if (missing !== undefined) throw new ReeveError('not_found', `No package source of the machine has a package ${missing}.`)
      const argv = ['install', '--no-remove', '--no-upgrade', '--no-install-recommends']
      const { installs } = await apt.simulate([...argv, '--', ...packages])
      if (installs.length === 0) return []
      const bytes = fetchBytesOf(await apt.uris([...argv, '--', ...packages]))
      if (bytes > mostArchiveBytes) throw tooLarge(bytes, mostArchiveBytes)
      await forgetOld()
      const { bavail, bsize } = await statfs(folder)
      if (bavail * bsize < roomFor(bytes)) throw new ReeveError('storage_full', 'The machine has no room to fetch packages.')
      // Each in exactly the version that apt chose.
      await apt.download(
        installs.map(({ name, after }) => pinnedWord({ name, version: after })),
        folder,
      )
      const archives = []
      for (const { name, after } of installs) archives.push(await archiveOf({ name, version: after }))
      await notTooLarge(archives)
      return archives
    },
    async piece(sha256, offset) {
      const path = fetched.get(sha256)
      if (path === undefined || !existsSync(path)) throw new ReeveError('unavailable', 'This archive has to be fetched once more.')
      const file = await open(path)
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(mostPieceBytes), 0, mostPieceBytes, offset)
        return buffer.subarray(0, bytesRead).toString('base64')
      } finally {
        await file.close()
      }
    },
  }
}

const mebibytes = (bytes: number): number => Math.ceil(bytes / 1_048_576)
const tooLarge = (bytes: number, most: number) =>
  new ReeveError(
    'too_large',
    `These packages and what they need come to ${mebibytes(bytes)} MiB; a service may have ${mebibytes(most)} MiB.`,
  )
