import { createHash, randomUUID } from 'node:crypto'
import { ReeveError } from '../../../contracts/errors.ts'
import type { PackageArchive } from '../../../contracts/host.ts'
import type { HostClient } from '../../core/host-client.ts'

export interface Archive {
  name: string
  content: Buffer
}

/** Archives of these packages and of what they need beside the image, from the host agent: this agent has no way to any package source. */
export async function fetchArchives(host: HostClient, image: string, packages: readonly string[]): Promise<Archive[]> {
  if (packages.length === 0) return []
  const { archives } = await host.ask(randomUUID(), 'archives.fetch', { image, packages: [...packages] })
  const fetched: Archive[] = []
  for (const archive of archives) fetched.push({ name: archive.name, content: await contentOf(host, archive) })
  return fetched
}

async function contentOf(host: HostClient, { name, sha256, bytes }: PackageArchive): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let offset = 0; offset < bytes; ) {
    const { content } = await host.ask(randomUUID(), 'archives.piece', { sha256, offset })
    const piece = Buffer.from(content, 'base64')
    if (piece.length === 0) break
    pieces.push(piece)
    offset += piece.length
  }
  const whole = Buffer.concat(pieces)
  if (createHash('sha256').update(whole).digest('hex') === sha256) return whole
  throw new ReeveError('internal', `The archive of ${name} did not arrive whole. Try again.`)
}
