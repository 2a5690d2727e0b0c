import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ReeveError } from '../../../contracts/errors.ts'
import { archiveLimits, judgeArchive } from './judge.ts'
import { type Entry, NameRoom, openListing } from './listing.ts'
import { looksLike } from './upload.ts'

/** As bsdtar 3.6 lists real archives. */
const listing = String.raw`drwxr-xr-x  0 1234   99          0 Nov 24 00:18 top/
drwxr-xr-x  0 1234   99          0 Nov 24 00:18 top/a b/
-rw-r--r--  0 1234   99          3 Nov 24 00:18 top/a b/f -> x
crw-r--r--  0 1234   99        1,3 Nov 24 00:18 top/dev
lrwxrwxrwx  0 1234   99          0 Nov 24 00:18 top/l -> ../q
prw-r--r--  0 1234   99          0 Nov 24 00:18 top/ff
-rw-r--r--  0 1234   99          1 Nov 24 00:18 top/new\nline
hrw-r--r--  0 1234   99          0 Nov 24 00:18 top/k link to top/z
-rw-r--r--  0 1234   99          1 Nov 24 00:18 top/bad\377
-rw-r--r--  0 1234   99          3 Jan  1  1980 top/ü.txt
-rw-r--r--  0 1234   99          2 Nov 24 00:18 top/back\\slash
`

/** Reads a listing that comes in pieces of so many bytes; gives what is held in the end, or the code and cause of what broke it off. */
async function read(text: string, { size = 65_536, room = new NameRoom(), most = archiveLimits.entries } = {}) {
  const listed = openListing(room, most)
  const bytes = Buffer.from(text)
  const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
  try {
    await pipeline(Readable.from(parts), listed.output)
    return { entries: [...listed.entries] }
  } catch (error) {
    return error instanceof ReeveError ? { code: error.code, cause: (error.cause as Error | undefined)?.message } : { code: String(error) }
  } finally {
    listed.close()
  }
}

describe('reading a listing', () => {
  test.each([1, 7, 65_536])('every type, every odd name, in pieces of %i bytes', async (size) => {
    expect(await read(listing, { size })).toEqual({
      entries: [
        { type: 'folder', name: 'top/', bytes: 0 },
        { type: 'folder', name: 'top/a b/', bytes: 0 },
        { type: 'file', name: 'top/a b/f -> x', bytes: 3 },
        { type: 'special', name: 'top/dev', bytes: 0 },
        { type: 'symlink', name: 'top/l', bytes: 0, target: '../q' },
        { type: 'special', name: 'top/ff', bytes: 0 },
        { type: 'file', name: 'top/new\nline', bytes: 1 },
        { type: 'hardlink', name: 'top/k', bytes: 0, target: 'top/z' },
        { type: 'file', name: 'top/bad\u00ff', bytes: 1 },
        { type: 'file', name: 'top/ü.txt', bytes: 3 },
        { type: 'file', name: 'top/back\\slash', bytes: 2 },
      ],
    })
  })

  test.each([
    'lrwxrwxrwx  0 0 0 0 Nov 24 00:18 x -> y -> /etc/passwd',
    'hrw-r--r--  0 0 0 0 Nov 24 00:18 k link to a link to b',
    'lrwxrwxrwx  0 0 0 0 Nov 24 00:18 nowhere',
    'bsdtar: something else',
    '-rw-r--r--  0 weird user 1 3 Nov 24 00:18 f',
  ])('a line that could be read in two ways is a fault: %s', async (line) => {
    expect(await read(`${line}\n`)).toEqual({ code: 'hostile_archive', cause: line })
  })

  test('six hundred thousand names are not held: the reading ends at one too many', async () => {
    const line = '-rw-r--r--  0 0 0 0 Nov 24 00:18 a\n'
    const listed = openListing(new NameRoom(), archiveLimits.entries)
    let read = 0
    const endless = Readable.from(
      (function* () {
        for (; read < 600_000; read += 1000) yield line.repeat(1000)
      })(),
    )
    await expect(pipeline(endless, listed.output)).rejects.toMatchObject({ code: 'too_large' })
    expect(listed.entries.length).toBe(archiveLimits.entries)
    expect(read).toBeLessThan(archiveLimits.entries + 50_000)
  })

  test('a line without an end is not held either', async () => {
    expect(await read('x'.repeat(1_000_000))).toMatchObject({ code: 'too_large' })
  })

  test('all archives together hold so much; who comes beyond it is told to come again, and finds room when the others are done', async () => {
    const room = new NameRoom(100)
    const line = '-rw-r--r--  0 0 0 0 Nov 24 00:18 a\n'
    const first = openListing(room, 10)
    await pipeline(Readable.from([line.repeat(2)]), first.output)
    expect(await read(line, { room })).toMatchObject({ code: 'unavailable' })
    first.close()
    expect(await read(line, { room })).toHaveProperty('entries.length', 1)
  })
})

const file = (name: string, bytes = 10): Entry => ({ type: 'file', name, bytes, target: undefined })
const folder = (name: string): Entry => ({ type: 'folder', name, bytes: 0, target: undefined })
const link = (name: string, target: string): Entry => ({ type: 'symlink', name, bytes: 0, target })
const hard = (name: string, target: string): Entry => ({ type: 'hardlink', name, bytes: 0, target })
const judge = (...entries: Entry[]) => judgeArchive(entries, 1_000_000, 1_000_000_000)
const codeOf = (...entries: Entry[]): string => {
  try {
    judge(...entries)
    return 'accepted'
  } catch (error) {
    return error instanceof ReeveError ? error.code : String(error)
  }
}

describe('judging an archive', () => {
  test.each<[string, Entry[], number]>([
    ['files at the top', [file('index.html'), file('css/a.css')], 0],
    ['one common folder', [folder('site/'), file('site/index.html'), folder('site/css/')], 1],
    ['one common folder without an entry of its own', [file('site/index.html'), file('site/b')], 1],
    ['a folder beside a file', [file('site/index.html'), file('README')], 0],
    ['names with ./ in front', [folder('./'), file('./index.html')], 0],
    ['one common folder under ./', [folder('./'), folder('./site/'), file('./site/a')], 2],
    ['what macOS adds does not count', [file('site/a'), file('__MACOSX/site/._a'), file('site/.DS_Store')], 1],
    ['one common folder, written in two ways', [folder('./site/'), file('site/a')], 0],
    ['a single file at the top', [file('index.html')], 0],
    ['links inside', [file('s/a/f'), link('s/l', 'a/f'), link('s/a/up', '../b'), file('s/b')], 1],
    ['names that only look like ..', [file('..a/b..'), file('a/...')], 0],
    ['a hard link to a file before it', [file('a'), hard('b', 'a')], 0],
  ])('%s: accepted', (_, entries, strip) => {
    expect(judge(...entries).strip).toBe(strip)
  })

  test.each<[string, Entry[]]>([
    ['..', [file('../evil')]],
    ['.. inside', [file('a/../../evil')]],
    ['.. by backslashes', [file('a\\..\\..\\evil')]],
    ['an absolute path', [file('/etc/passwd')]],
    ['a drive letter', [file('C:/x'), file('a')]],
    ['a UNC path', [file('\\\\server\\share')]],
    ['a device', [file('a'), { type: 'special', name: 'dev', bytes: 0, target: undefined }]],
    ['a link to an absolute path', [file('a'), link('l', '/etc/passwd')]],
    ['a link out', [file('a'), link('l', '../x')]],
    ['a link that is out only when the top folder is stripped', [file('s/a'), link('s/l', '../x')]],
    ['a link that climbs after it went down', [file('a'), link('l', 'x/../../y')]],
    ['a name through a link', [file('a'), link('d', 'e'), file('d/f')]],
    ['a name through a link of another case of ./', [file('a'), link('./d', 'e'), file('d/f')]],
    ['a hard link to what is not in it', [file('a'), hard('b', '../../etc/shadow')]],
    ['a hard link to a link', [file('a'), link('l', 'a'), hard('b', 'l')]],
    ['an empty link', [file('a'), link('l', '')]],
    ['control characters', [file('a\u001b[2J')]],
    ['a line feed', [file('a\nb')]],
    ['a name that is too long', [file('a'.repeat(256))]],
    ['a path that is too deep', [file(`${'a/'.repeat(65)}b`)]],
    ['a name with // or /./ in it', [file('a//b')]],
    ['nothing', []],
    ['folders only', [folder('a/')]],
  ])('%s: refused', (_, entries) => {
    expect(codeOf(...entries)).toBe('hostile_archive')
  })

  test('bombs: by size of one, by size of all, by ratio', () => {
    expect(codeOf(file('a', archiveLimits.fileBytes + 1))).toBe('too_large')
    expect(codeOf(file('a', 600_000_000), file('b', 600_000_000))).toBe('hostile_archive')
    expect(() => judgeArchive([file('a', 600_000_000), file('b', 600_000_000)], 900_000_000, 1_000_000_000)).toThrow(
      '1000000000'.slice(0, 0) || 'MiB',
    )
    // Small ones may pack well: a page of zeros is no attack.
    expect(codeOf(file('a', 90_000_000))).toBe('accepted')
  })

  test('whatever is accepted stays inside its folder, however links and names are mixed', () => {
    const pathOf = (...parts: string[]) =>
      fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }).map((found) => found.join('/'))
    const path = fc.oneof({ weight: 4, arbitrary: pathOf('a', 'b', 'c') }, pathOf('a', 'b', '..', '.', ''))
    const target = pathOf('a', 'b', 'c', '..', '..', '.')
    const entry = fc.oneof(
      path.map((name) => file(name)),
      fc.tuple(path, target).map(([name, to]) => link(name, to)),
    )
    let accepted = 0
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 8 }), (entries) => {
        // Half of them in one folder that is stripped.
        const all = [file('a/z'), ...entries]
        if (codeOf(...all) !== 'accepted') return
        accepted += 1
        const tree = unpack(all, judge(...all).strip)
        for (const name of tree.keys()) expect(escapes(tree, name), `${name} of ${JSON.stringify(entries)}`).toBe(false)
      }),
      { numRuns: 4000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })
})

/** Name to link target, as a program without any care would lay them down. */
function unpack(entries: Entry[], strip: number): Map<string, string | undefined> {
  const named = entries.map(({ name, target }) => [name.replace(/\/$/, '').split('/').slice(strip), target] as const)
  return new Map(named.map(([parts, target]) => [parts.filter((part) => part !== '.').join('/'), target]))
}

/** Walks a name as the kernel does, through links, and says whether it ever leaves the top. */
function escapes(tree: ReadonlyMap<string, string | undefined>, name: string): boolean {
  let todo = name.split('/')
  const here: string[] = []
  for (let steps = 0; todo.length > 0 && steps < 100; steps += 1) {
    const [next = '', ...rest] = todo
    todo = rest
    if (next === '' || next === '.') continue
    if (next === '..') {
      if (here.length === 0) return true
      here.pop()
      continue
    }
    const target = tree.get([...here, next].join('/'))
    if (target === undefined) here.push(next)
    else if (target.startsWith('/')) return true
    else todo = [...target.split('/'), ...rest]
  }
  return false
}

test('formats are told by their first bytes', () => {
  const tar = Buffer.alloc(512)
  tar.write('ustar\u000000', 257)
  const heads = { zip: Buffer.from('PK\u0003\u0004rest'), tar, 'tar.gz': Buffer.from([0x1f, 0x8b, 8, 0]) }
  const formats = ['zip', 'tar', 'tar.gz'] as const
  for (const format of formats) for (const other of formats) expect(looksLike(format, heads[other])).toBe(format === other)
  expect(formats.some((format) => looksLike(format, Buffer.from('#mtree\nx type=file\n')))).toBe(false)
})
