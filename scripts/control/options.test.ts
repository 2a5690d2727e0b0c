import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manifestIn } from '../restore/control.mjs'
import { needed, parts } from './parts.mjs'

let held: string
beforeEach(() => {
  held = mkdtempSync(join(tmpdir(), 'reeve-control-'))
  for (const path of needed) {
    mkdirSync(join(held, path, '..'), { recursive: true })
    writeFileSync(join(held, path), path)
  }
})
afterEach(() => rmSync(held, { recursive: true }))

const read = (options: object) => {
  writeFileSync(join(held, 'manifest.json'), JSON.stringify({ form: 1, version: '1', at: 1, options, parts }))
  return manifestIn(held).options
}

describe('options of up in a backup of the installation', () => {
  test('come back as root typed them', () => {
    const options = {
      ...{ address: '192.0.2.1', address6: '2001:db8::1', host: 'panel.example.org', mailRelay: 'relay.example.org:587' },
      ...{ signIn: 'id.example.org', backupTargets: ['a.example.org:22', 's3.example.org:443'], backupFolder: '/mnt/backups' },
    }
    expect(read({ ...options, other: 1 })).toEqual(options)
    expect(read({})).toEqual({})
  })

  test.each([
    { host: 'panel.example.org\nbackend x' },
    { host: ['a.example.org', '--backup-folder=/'] },
    { address: '0.0.0.0/0' },
    { mailRelay: 'relay.example.org:25 x' },
    { backupTargets: ['a.example.org:22', 'b'] },
    { backupTargets: [{ host: 'a' }] },
    { backupFolder: '/mnt/a b' },
  ])('are refused when nobody could have typed them: %j', (options) => {
    expect(() => read(options)).toThrow('among the options in this backup')
  })
})
