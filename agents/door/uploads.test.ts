import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
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
    expect(await uploads.put(id, pieces(bytes))).toEqual({ bytes: 12_345, sha256 })
    expect(uploads.find(id)).toEqual({ bytes: 12_345, sha256 })
    expect(readFileSync(join(folder, id))).toEqual(bytes)
    expect(statSync(join(folder, id)).mode & 0o777).toBe(0o640)
    const opened = await uploads.open(id)
    expect(await buffer(opened.stream)).toEqual(bytes)
  })

  it('has nothing of a stream that broke, and takes the same id again', async () => {
    const id = newId('u')
    await expect(uploads.put(id, breaking())).rejects.toThrow('went away')
    expect(readdirSync(folder)).toEqual([])
    expect(uploads.find(id)).toBeUndefined()
    expect(await uploads.put(id, pieces(Buffer.alloc(10)))).toMatchObject({ bytes: 10 })
  })

  it('never replaces an upload', async () => {
    const id = newId('u')
    await uploads.put(id, pieces(Buffer.from('first')))
    await expect(uploads.put(id, pieces(Buffer.from('second')))).rejects.toMatchObject({ code: 'conflict' })
    expect(readFileSync(join(folder, id), 'utf8')).toBe('first')
  })

  it('has room for so much and no more, also for uploads that come at the same time', async () => {
    const large = join(folder, newId('u'))
    writeFileSync(large, '')
    // A hole: it takes no room here.
    truncateSync(large, 4 * maxUploadBytes - 5000)
    const both = await Promise.allSettled([1, 2].map(() => uploads.put(newId('u'), pieces(Buffer.alloc(4000)))))
    expect(both.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : [])).at(0)).toBe('storage_full')
    expect(await uploads.put(newId('u'), pieces(Buffer.alloc(500)))).toMatchObject({ bytes: 500 })
  })

  it.each(['../door.db', 'u', 'uaaaaaaaaaaaa/x', '', 'taaaaaaaaaaaa', 'uaaaaaaaaaaaa.part'])('has no upload %j', async (id) => {
    await expect(uploads.put(id, pieces(Buffer.alloc(1)))).rejects.toMatchObject({ code: 'not_found' })
    await expect(uploads.open(id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(uploads.remove(id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('gives back what an agent left, and forgets what is old or half-written', async () => {
    const [download, old, fresh] = [newId('u'), newId('u'), newId('u')]
    writeFileSync(join(folder, download), 'made by the agent')
    expect((await uploads.open(download)).bytes).toBe(17)
    for (const id of [old, fresh]) await uploads.put(id, pieces(Buffer.alloc(10)))
    const yesterday = Date.now() / 1000 - 25 * 3600
    for (const id of [old, download]) utimesSync(join(folder, id), yesterday, yesterday)
    writeFileSync(join(folder, `${newId('u')}.part`), 'half')
    await uploads.sweep(Date.now())
    expect(readdirSync(folder)).toEqual([fresh])
    expect(uploads.find(old)).toBeUndefined()
  })
})
