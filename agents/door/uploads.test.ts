import { createHash, randomBytes } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { maxUploadBytes } from '../../contracts/files.ts'
import { newId } from '../../contracts/ids.ts'
import { openDatabase } from '../core/database.ts'
import { doorMigrations } from './schema.ts'
import { createUploads, type Uploads } from './uploads.ts'

let folder: string
let uploads: Uploads
let db: ReturnType<typeof openDatabase>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-uploads-'))
  db = openDatabase(':memory:', doorMigrations)
  uploads = createUploads(db, folder)
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

const owner = { tenant: newId('t'), service: newId('s') }
const services = (count: number) => Array.from({ length: count }, () => ({ tenant: newId('t'), service: newId('s') }))
/** A file of so many bytes that takes no room here. */
function hole(id: string, bytes: number): void {
  writeFileSync(join(folder, id), '')
  truncateSync(join(folder, id), bytes)
}

async function* pieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000)
}
async function* breaking() {
  yield Buffer.alloc(1000)
  throw new Error('the client went away')
}

describe('the spool', () => {
  it('keeps a stream whole, with its digest, readable for the group alone', async () => {
    const [id, bytes] = [newId('u'), randomBytes(12_345)]
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(await uploads.put(id, owner, pieces(bytes))).toEqual({ bytes: 12_345, sha256 })
    expect(uploads.find(id)).toEqual({ bytes: 12_345, sha256, ...owner })
    expect(readFileSync(join(folder, id))).toEqual(bytes)
    expect(statSync(join(folder, id)).mode & 0o777).toBe(0o640)
    const opened = await uploads.open(id)
    expect(await buffer(opened.stream)).toEqual(bytes)
  })

  it('has nothing of a stream that broke, and takes the same id again', async () => {
    const id = newId('u')
    await expect(uploads.put(id, owner, breaking())).rejects.toThrow('went away')
    expect(readdirSync(folder)).toEqual([])
    expect(uploads.find(id)).toBeUndefined()
    expect(await uploads.put(id, owner, pieces(Buffer.alloc(10)))).toMatchObject({ bytes: 10 })
  })

  it('never replaces an upload', async () => {
    const id = newId('u')
    await uploads.put(id, owner, pieces(Buffer.from('first')))
    await expect(uploads.put(id, owner, pieces(Buffer.from('second')))).rejects.toMatchObject({ code: 'conflict' })
    expect(readFileSync(join(folder, id), 'utf8')).toBe('first')
  })

  it('has room for so much and no more, also for uploads that come at the same time', async () => {
    hole(newId('u'), 4 * maxUploadBytes - 5000)
    // Both have begun before one of them is there.
    const begun: (() => void)[] = []
    const slow = async function* () {
      yield Buffer.alloc(1000)
      await new Promise<void>((resolve) => begun.push(resolve))
      yield Buffer.alloc(3000)
    }
    const both = Promise.allSettled(services(2).map((each) => uploads.put(newId('u'), each, slow())))
    await expect.poll(() => begun).toHaveLength(2)
    for (const go of begun) go()
    expect((await both).flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))).toEqual(['storage_full'])
    expect(await uploads.put(newId('u'), owner, pieces(Buffer.alloc(500)))).toMatchObject({ bytes: 500 })
  })

  it('has one waiting upload of a service: the newest; what is in use stays', async () => {
    const [used, first, second] = [newId('u'), newId('u'), newId('u')]
    await uploads.put(used, owner, pieces(Buffer.alloc(10)))
    uploads.take(used)
    for (const id of [first, second]) await uploads.put(id, owner, pieces(Buffer.alloc(10)))
    expect(readdirSync(folder).sort()).toEqual([used, second].sort())
    expect(uploads.find(first)).toBeUndefined()
  })

  it('has a share for each tenant, so that one leaves room for others', async () => {
    const [other] = services(1)
    const large = newId('u')
    await uploads.put(large, { ...owner, service: newId('s') }, pieces(Buffer.alloc(10)))
    db.prepare('UPDATE uploads SET bytes = ? WHERE id = ?').run(1.5 * maxUploadBytes - 1000, large)
    await expect(uploads.put(newId('u'), owner, pieces(Buffer.alloc(2000)))).rejects.toMatchObject({ code: 'storage_full' })
    expect(await uploads.put(newId('u'), other ?? owner, pieces(Buffer.alloc(2000)))).toMatchObject({ bytes: 2000 })
  })

  it('takes nothing while the disk is nearly full', async () => {
    const full = createUploads(db, folder, (total) => total + 1)
    await expect(full.put(newId('u'), owner, pieces(Buffer.alloc(1)))).rejects.toMatchObject({ code: 'storage_full' })
    expect(readdirSync(folder)).toEqual([])
  })

  it('gives out files alone: no link and no pipe that the agent beside it may have left', async () => {
    const [link, other] = [newId('u'), newId('u')]
    symlinkSync('/etc/hostname', join(folder, link))
    mkdirSync(join(folder, other))
    for (const id of [link, other]) await expect(uploads.open(id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it.each(['../door.db', 'u', 'uaaaaaaaaaaaa/x', '', 'taaaaaaaaaaaa', 'uaaaaaaaaaaaa.part'])('has no upload %j', async (id) => {
    await expect(uploads.put(id, owner, pieces(Buffer.alloc(1)))).rejects.toMatchObject({ code: 'not_found' })
    await expect(uploads.open(id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(uploads.remove(id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('gives back what an agent left, and forgets what nobody used, what is old and what is half-written', async () => {
    const [download, unused, used, old, fresh] = [newId('u'), newId('u'), newId('u'), newId('u'), newId('u')]
    writeFileSync(join(folder, download), 'made by the agent')
    expect((await uploads.open(download)).bytes).toBe(17)
    for (const id of [used, old, unused, fresh]) await uploads.put(id, { ...owner, service: newId('s') }, pieces(Buffer.alloc(10)))
    for (const id of [used, old]) uploads.take(id)
    const ago = (hours: number) => Date.now() / 1000 - hours * 3600
    for (const id of [unused, used, download]) utimesSync(join(folder, id), ago(1.1), ago(1.1))
    utimesSync(join(folder, old), ago(25), ago(25))
    writeFileSync(join(folder, `${newId('u')}.part`), 'half')
    await uploads.sweep(Date.now())
    expect(readdirSync(folder).sort()).toEqual([used, fresh].sort())
    expect([uploads.find(unused), uploads.find(old)]).toEqual([undefined, undefined])
  })
})
