import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packFolder } from './tar.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-tar-'))
  mkdirSync(join(folder, 'site'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function pack(): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of packFolder(join(folder, 'site')) as AsyncIterable<Buffer>) parts.push(part)
  writeFileSync(join(folder, 'site.tar.gz'), Buffer.concat(parts))
}

test("the system's tar reads every name and byte back", async () => {
  const long = `${'deep/'.repeat(30)}${'n'.repeat(120)}.html`
  const files = new Map<string, Buffer>([
    ['index.html', Buffer.from('<h1>Hello</h1>')],
    ['empty.txt', Buffer.alloc(0)],
    ['just-a-block.bin', Buffer.alloc(512, 7)],
    ['big.bin', Buffer.alloc(300_001, 65)],
    ['Ünïcode 東京.txt', Buffer.from('x')],
    [long, Buffer.from('far down')],
  ])
  for (const [name, bytes] of files) {
    mkdirSync(join(folder, 'site', name, '..'), { recursive: true })
    writeFileSync(join(folder, 'site', name), bytes)
  }
  mkdirSync(join(folder, 'site', 'empty-folder'))
  chmodSync(join(folder, 'site', 'big.bin'), 0o750)
  await pack()
  mkdirSync(join(folder, 'out'))
  execFileSync('tar', ['-xzf', join(folder, 'site.tar.gz'), '-C', join(folder, 'out')])
  for (const [name, bytes] of files) expect(readFileSync(join(folder, 'out', name)).equals(bytes), name).toBe(true)
  expect(statSync(join(folder, 'out', 'empty-folder')).isDirectory()).toBe(true)
  expect(statSync(join(folder, 'out', 'big.bin')).mode & 0o777).toBe(0o755)
  expect(readdirSync(join(folder, 'out')).length).toBe(files.size + 1)
})

test('a link is refused by name instead of being followed or left out', async () => {
  writeFileSync(join(folder, 'site', 'index.html'), 'x')
  symlinkSync('/etc/passwd', join(folder, 'site', 'secret.txt'))
  await expect(pack()).rejects.toThrow(/secret\.txt/)
})

test('an empty folder is refused', async () => {
  await expect(pack()).rejects.toThrow(/is empty/)
})
