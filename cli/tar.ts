/**
 * Packs a folder as tar.gz by itself: files and folders only, in name order, owned by nobody, without links, devices or anything else that an
 * archive of a site has no use for. The stream is read file by file, so a big site needs no memory.
 */
import { createReadStream, type Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { ReeveError } from '../contracts/errors.ts'

const block = 512

/** A gzipped tar stream of everything below `folder`. Errors (`bad_input`) come as errors of the stream. */
export function packFolder(folder: string): Readable {
  const tar = Readable.from(archive(folder), { objectMode: false })
  const zip = createGzip()
  tar.on('error', (error) => zip.destroy(error))
  return tar.pipe(zip)
}

async function* archive(folder: string): AsyncGenerator<Buffer> {
  let entries = 0
  for await (const entry of walk(folder, '')) {
    entries += 1
    yield* headerOf(entry.name, entry.stats)
    if (!entry.stats.isFile()) continue
    let left = entry.stats.size
    for await (const chunk of createReadStream(join(folder, entry.name)) as AsyncIterable<Buffer>) {
      left -= chunk.length
      if (left < 0) break
      yield chunk
    }
    if (left !== 0) throw new ReeveError('conflict', `The file ${entry.name} changed while it was read. Deploy again.`)
    yield Buffer.alloc(padding(entry.stats.size))
  }
  if (entries === 0) throw new ReeveError('bad_input', `The folder ${folder} is empty.`)
  yield Buffer.alloc(2 * block)
}

async function* walk(folder: string, below: string): AsyncGenerator<{ name: string; stats: Stats }> {
  for (const part of (await readdir(join(folder, below))).toSorted()) {
    const name = below === '' ? part : `${below}/${part}`
    const stats = await lstat(join(folder, name))
    if (stats.isFile()) yield { name, stats }
    else if (stats.isDirectory()) {
      yield { name, stats }
      yield* walk(folder, name)
    } else
      throw new ReeveError(
        'bad_input',
        `${name} is neither file nor folder. Put the file itself in its place: sites are deployed without links.`,
      )
  }
}

const padding = (size: number): number => (block - (size % block)) % block

function* headerOf(name: string, stats: Stats): Generator<Buffer> {
  const folder = stats.isDirectory()
  const path = folder ? `${name}/` : name
  const size = folder ? 0 : stats.size
  const mode = folder || (stats.mode & 0o111) !== 0 ? 0o755 : 0o644
  const modified = Math.max(0, Math.floor(stats.mtimeMs / 1000))
  const bytes = Buffer.from(path)
  // Long and non-ASCII names travel in a pax record before the entry: every unpacker of today reads them.
  if (bytes.length > 100 || bytes.length !== path.length) {
    const record = paxRecord('path', path)
    yield ustar({ path: 'pax-header', size: record.length, mode: 0o644, modified, type: 'x' })
    yield record
    yield Buffer.alloc(padding(record.length))
  }
  yield ustar({ path: bytes.subarray(0, 100).toString('latin1'), size, mode, modified, type: folder ? '5' : '0' })
}

/** `LENGTH KEY=VALUE\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + String(rest).length
  length = rest + String(length).length
  return Buffer.from(`${length} ${key}=${value}\n`)
}

interface Header {
  path: string
  size: number
  mode: number
  modified: number
  type: '0' | '5' | 'x'
}

function ustar({ path, size, mode, modified, type }: Header): Buffer {
  const header = Buffer.alloc(block)
  const octal = (value: number, at: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, length, 'latin1')
  header.write(path, 0, 100, 'latin1')
  octal(mode, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(modified, 136, 12)
  header.write('        ', 148, 8, 'latin1')
  header.write(type, 156, 1, 'latin1')
  header.write('ustar\x0000', 257, 8, 'latin1')
  let sum = 0
  for (const byte of header) sum += byte
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8, 'latin1')
  return header
}
