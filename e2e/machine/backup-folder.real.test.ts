import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectOf } from '../../contracts/ids.ts'
import { engine, inside, processOf, program } from './support/engine.ts'
import { until } from './support/http.ts'
import { reeve, removeTenant, site } from './support/site.ts'

const run = promisify(execFile)
const name = 'backup-folder'
const www = `${name}/www`
const script = resolve(import.meta.dirname, '../../scripts/up.mjs')
const up = (...argv: string[]) => program(process.execPath, [script, ...argv], '', 300_000)
const volume = '/var/lib/incus/storage-pools/reeve-data/custom/reeve_vault'
const vaultState = '/1.0/instances/vault/state?project=reeve'
let folder: string
/** Where the installation has its backups otherwise. */
let home: string | undefined
let tenant: string
let service: string

interface Row {
  id: string
  repository: string
}
const rows = async () => (await reeve<{ backups: Row[] }>('backup', 'list', www)).backups
const page = '/srv/www/htdocs/index.html'
const inSite = (...argv: string[]) => inside(service, argv, { project: projectOf(tenant), user: 1000 })
async function backUp(text: string): Promise<Row> {
  await reeve('service', 'wake', www)
  expect(await inSite('sh', '-c', 'printf %s "$1" > "$2"', 'write', text, page)).toMatchObject({ status: 0 })
  await reeve('backup', 'now', www)
  const [row] = await rows()
  if (row === undefined) throw new Error('no backup')
  return row
}
/** Every byte of the repository is read, and a file of this backup comes back. */
async function readable(row: Row, text: string): Promise<void> {
  expect(await reeve('backup', 'verify', www)).toMatchObject({ result: { ok: true } })
  await reeve('backup', 'restore', www, row.id, '--path', 'htdocs/index.html', '--in-place')
  await reeve('service', 'wake', www)
  expect((await inSite('cat', page)).stdout).toBe(text)
}
const storeIn = (path: string) => readdirSync(path).filter((entry) => entry === tenant || entry.startsWith('.reeve'))

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-backups-'))
  home = (JSON.parse(readFileSync('/var/lib/reeve/state.json', 'utf8')) as { listen: { backupFolder?: string } }).listen.backupFolder
  ;({ tenant, service } = await site(name, ['www.backup-folder.test']))
  await reeve('backup', 'policy', www, '--repository', 'local')
}, 120_000)
afterAll(async () => {
  await removeTenant(name)
  const { status } = await up('--backup-folder', home ?? 'none')
  expect(status).toBe(0)
  rmSync(folder, { recursive: true })
}, 320_000)

test('a folder that is named later takes along what was kept before, also after a kill in the middle', { timeout: 900_000 }, async () => {
  const first = await backUp('first')
  const small = join(folder, 'small')
  mkdirSync(small)
  await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small])
  const vault = await processOf('vault')
  const refused = await up('--backup-folder', small).finally(() => run('umount', [small]))
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('Make room') })
  expect(await processOf('vault')).toBe(vault)

  const place = join(folder, 'disk')
  mkdirSync(place)
  const cut = spawn(process.execPath, [script, '--backup-folder', place], { stdio: 'ignore' })
  const ended = new Promise((resolve) => cut.once('exit', resolve))
  await until(
    'the copy is under way',
    async () => existsSync(join(place, '.reeve-copying')),
    (begun) => begun,
    200,
  )
  cut.kill('SIGKILL')
  await ended
  // As the engine starts it with the machine: with what it had.
  await engine(vaultState, 'PUT', { action: 'start', timeout: 60 })
  const second = await backUp('second')
  const { status, stderr } = await up()
  expect({ status, stderr }).toMatchObject({ status: 0 })
  expect(storeIn(place).sort()).toEqual(['.reeve-store', tenant])
  expect(storeIn(home ?? volume)).toEqual([])
  expect((await rows()).map(({ id }) => id)).toEqual([second.id, first.id])
  await readable(first, 'first')
  await readable(await backUp('third'), 'third')
})

test('back into the volume of the pool, or the folder of before, all of it goes again', { timeout: 600_000 }, async () => {
  const before = await rows()
  const { status, stdout, stderr } = await up('--backup-folder', home ?? 'none')
  expect({ status, stderr }).toMatchObject({ status: 0 })
  expect(stdout).toMatch(/GiB of backups go from .*backups of this machine: moved to/s)
  expect(storeIn(join(folder, 'disk'))).toEqual([])
  expect(storeIn(home ?? volume).sort()).toEqual(['.reeve-store', tenant])
  expect(await rows()).toEqual(before)
  await readable(before.at(-1) as Row, 'first')
})
