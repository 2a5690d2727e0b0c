import { expect, test } from 'vitest'
import { damagedIn, readEntry, readLine, saysDamaged, sizeText } from './output.ts'

test('progress and summary are read, everything else is dropped', () => {
  expect(readLine('{"message_type":"status","percent_done":0.5,"total_bytes":4,"bytes_done":2}')).toMatchObject({ percent_done: 0.5 })
  expect(readLine('{"message_type":"summary","data_added":7,"snapshot_id":"04c9b1c4"}')).toMatchObject({
    data_added: 7,
    snapshot_id: '04c9b1c4',
  })
  for (const other of ['', 'rubbish', '{"message_type":"error"}', '{"message_type":"summary"}']) expect(readLine(other)).toBeUndefined()
})

test('of a folder only what lies right inside it is an entry', () => {
  const node = (path: string, type = 'file') =>
    JSON.stringify({ struct_type: 'node', name: path.split('/').at(-1), type, path, size: 3, mode: 0o644, mtime: '2026-11-26T18:05:54Z' })
  expect(readEntry(node('/mnt/s/www/a'), '/mnt/s/www')).toEqual({
    name: 'a',
    type: 'file',
    bytes: 3,
    modified: 1_795_716_354,
    mode: '0644',
  })
  expect(readEntry(node('/mnt/s/www', 'dir'), '/mnt/s/www')).toBeUndefined()
  expect(readEntry(node('/mnt/s/www/a/b'), '/mnt/s/www')).toBeUndefined()
})

test('damage is told from a place that does not answer, and its packs are named', () => {
  const [want, got] = ['a'.repeat(64), 'b'.repeat(64)]
  const said = `Pack ID does not match, want ${want}, got ${got}\nFatal: repository contains errors\n`
  expect(saysDamaged(said)).toBe(true)
  expect(damagedIn(said)).toEqual([want])
  expect(saysDamaged('Fatal: unable to open config file: dial tcp 127.0.7.1:443: connect: connection refused')).toBe(false)
  const secret = 'Stat: The request signature we calculated does not match the signature you provided. Check your key and signing method.'
  expect(saysDamaged(secret)).toBe(false)
})

test('sizes are for people', () => {
  expect([0, 1023, 2048, 5_242_880, 3 * 2 ** 40].map(sizeText)).toEqual(['0 B', '1023 B', '2.0 KiB', '5.0 MiB', '3.0 TiB'])
})
