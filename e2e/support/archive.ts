import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { packFolder } from '../../cli/tar.ts'

/** A tar.gz of these files (path to text), as a file that a browser uploads. */
export async function archive(files: Record<string, string>): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-story-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const parts: Buffer[] = []
    for await (const part of packFolder(folder) as AsyncIterable<Buffer>) parts.push(part)
    return { name: 'site.tar.gz', mimeType: 'application/gzip', buffer: Buffer.concat(parts) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
