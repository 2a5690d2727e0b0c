import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ActionInput } from '../../../contracts/actions.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import type { ArchiveFormat } from '../../../contracts/files.ts'

/** The file of an upload that is the one that was asked for: same size, same hash, and an archive of that format. Throws `not_found`, `bad_input`. */
export async function checkedUpload(spool: string, { upload, sha256, bytes, format }: ActionInput<'site.deploy'>): Promise<string> {
  const path = join(spool, upload)
  const found = await stat(path).catch(() => undefined)
  if (found === undefined || !found.isFile())
    throw new ReeveError('not_found', 'The upload is not there any more. Upload the archive again.')
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  if (found.size !== bytes || hash.digest('hex') !== sha256) {
    throw new ReeveError('bad_input', 'The upload is not the file that was meant. Upload the archive again.')
  }
  const head = Buffer.alloc(512)
  const file = await open(path, 'r')
  try {
    await file.read(head, 0, head.length, 0)
  } finally {
    await file.close()
  }
  if (!looksLike(format, head)) throw new ReeveError('bad_input', `The file is no ${format} archive.`)
  return path
}

/** By its first 512 bytes: the unpacking program knows more formats than we take. */
export function looksLike(format: ArchiveFormat, head: Buffer): boolean {
  switch (format) {
    case 'zip':
      return head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))
    case 'tar':
      return head.toString('latin1', 257, 262) === 'ustar'
    case 'tar.gz':
      return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8
  }
}
