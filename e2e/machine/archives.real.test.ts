import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import { type Item, tar, tarGz, zip } from './support/archives.ts'
import { deployBytes, outcomeOf } from './support/deploy.ts'
import { inside } from './support/engine.ts'
import { api } from './support/gate.ts'
import { get } from './support/http.ts'
import { removeTenant, site } from './support/site.ts'

const name = 'archives'
const host = 'www.archives.test'
let made: Awaited<ReturnType<typeof site>>

beforeAll(async () => {
  made = await site(name, [host])
})
afterAll(() => removeTenant(name))

const run = async (...argv: string[]) => (await inside(made.service, argv, { project: projectOf(made.tenant) })).stdout
const deploy = (format: 'zip' | 'tar' | 'tar.gz', bytes: Buffer) => deployBytes(made.service, format, bytes)
const page: Item = { name: 'index.html', content: 'fine' }
const body = async (path = '/') => (await get(host, path)).body

describe('archives of real sites, in every format', () => {
  test.each([
    ['zip', zip],
    ['tar', tar],
    ['tar.gz', tarGz],
  ] as const)('%s: names in UTF-8, folders, links inside, one common folder', async (format, pack) => {
    const items: Item[] = [
      { name: 'site/', type: 'folder', mode: 0o755 },
      { name: 'site/index.html', content: `made by ${format}` },
      { name: 'site/bilder/', type: 'folder', mode: 0o700 },
      { name: 'site/bilder/grün und blau.txt', content: 'farbe', mode: 0o600 },
      { name: 'site/link.txt', type: 'symlink', target: 'bilder/grün und blau.txt', mode: 0o777 },
    ]
    expect(await deploy(format, pack(items))).toBe('done')
    expect(await body()).toBe(`made by ${format}`)
    expect(await body(`/${encodeURIComponent('bilder')}/${encodeURIComponent('grün und blau.txt')}`)).toBe('farbe')
    expect(await body('/link.txt')).toBe('farbe')
  })

  test('everything belongs to the site’s own user, and nothing keeps the rights of another', async () => {
    const set = { name: 'tool', content: 'x', mode: 0o6777 }
    expect(await deploy('tar.gz', tarGz([page, set]))).toBe('done')
    expect(await run('find', '/srv/www/htdocs/', '-name', 'tool')).toBe('/srv/www/htdocs/tool\n')
    expect(await run('find', '/srv/www/htdocs/', '(', '!', '-uid', '1000', '-o', '-perm', '/6022', ')')).toBe('')
  })
})

describe('hostile archives change nothing and leave nothing', () => {
  const link = (target: string): Item => ({ name: 'l', type: 'symlink', target, mode: 0o777 })
  const bomb = Buffer.alloc(300_000_000)
  const cases: [string, () => Buffer, 'zip' | 'tar' | 'tar.gz', string][] = [
    ['.. in a zip', () => zip([page, { name: '../../evil', content: 'x' }]), 'zip', 'hostile_archive'],
    ['.. in a tar', () => tar([page, { name: 'a/../../evil', content: 'x' }]), 'tar', 'hostile_archive'],
    ['an absolute path in a zip', () => zip([page, { name: '/etc/cron.d/evil', content: 'x' }]), 'zip', 'hostile_archive'],
    ['an absolute path in a tar.gz', () => tarGz([page, { name: '/srv/keys/evil', content: 'x' }]), 'tar.gz', 'hostile_archive'],
    ['a link out of a zip', () => zip([page, link('/etc/passwd')]), 'zip', 'hostile_archive'],
    ['a link out of a tar', () => tarGz([page, link('../../../keys/tls.key')]), 'tar.gz', 'hostile_archive'],
    ['a file through a link', () => tarGz([page, link('sub'), { name: 'l/evil', content: 'x' }]), 'tar.gz', 'hostile_archive'],
    [
      'a hard link to a file outside',
      () => tarGz([page, { name: 'h', type: 'hardlink', target: '/etc/shadow' }]),
      'tar.gz',
      'hostile_archive',
    ],
    ['a device', () => tarGz([page, { name: 'd', type: 'device' }]), 'tar.gz', 'hostile_archive'],
    ['a pipe', () => tarGz([page, { name: 'p', type: 'pipe' }]), 'tar.gz', 'hostile_archive'],
    ['a line feed in a name', () => tarGz([page, { name: 'a\nb', content: 'x' }]), 'tar.gz', 'hostile_archive'],
    ['a bomb in a zip', () => zip([page, { name: 'zeros', content: bomb }]), 'zip', 'hostile_archive'],
    ['a bomb in a tar.gz', () => tarGz([page, { name: 'zeros', content: bomb }]), 'tar.gz', 'hostile_archive'],
    ['too many entries', () => tarGz([page, ...Array.from({ length: 50_001 }, (_, n) => ({ name: `f${n}` }))]), 'tar.gz', 'too_large'],
    ['no files', () => tarGz([{ name: 'a/', type: 'folder', mode: 0o755 }]), 'tar.gz', 'hostile_archive'],
    ['another format than it says', () => tarGz([page]), 'zip', 'bad_input'],
    ['bytes that are nothing', () => Buffer.from('PK\u0003\u0004 nothing more'), 'zip', 'bad_input'],
    [
      'half an archive',
      () => tarGz([page, { name: 'b', content: Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * n) % 251)) }]).subarray(0, 200),
      'tar.gz',
      'bad_input',
    ],
  ]

  test.each(cases)('%s', async (_, make, format, code) => {
    const bytes = make()
    const before = await run('find', '/srv', '-printf', '%p %i\\n')
    expect(before).toContain('/srv/www/')
    expect(await deploy(format, bytes)).toBe(code)
    const left = (await run('find', '/srv', '-printf', '%p %i\\n')).split('\n')
    expect(left.filter((line) => !before.split('\n').includes(line))).toEqual([])
    expect(await body()).toBe('fine')
  })

  test('more than the service’s disk holds, by the listing and by the quota', async () => {
    // Bytes that do not pack.
    const noise = randomBytes(40_000_000)
    const large = tar([page, { name: 'large', content: noise }])
    const tooLarge = tar([page, { name: 'large', content: noise }, { name: 'larger', content: noise }])
    const { action } = await api.services.update.mutate({
      service: made.service,
      resources: { cpus: 1, memoryMiB: 256, diskMiB: 70, processes: 128 },
    })
    expect(await outcomeOf(action)).toBe('done')
    expect(await deploy('tar', tooLarge)).toBe('too_large')
    expect(await deploy('tar', large)).toBe('done')
    // The listing fits; beside the tree that is served it does not.
    expect(await deploy('tar', large)).toBe('storage_full')
    expect(await body()).toBe('fine')
    expect(await deploy('tar', tar([{ name: 'index.html', content: 'small' }]))).toBe('done')
    expect(await body()).toBe('small')
  })
})
