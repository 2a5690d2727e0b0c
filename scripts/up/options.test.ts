import { describe, expect, test } from 'vitest'
import { readOptions, UsageError } from './options.mjs'

const nothing = {
  address: undefined,
  address6: undefined,
  host: undefined,
  mailRelay: undefined,
  webProxy: undefined,
  signIn: undefined,
  backupTargets: undefined,
  backupFolder: undefined,
  leaveBackups: false,
  help: false,
}

describe('where it listens', () => {
  test('loopback, when nobody says otherwise', () => {
    expect(readOptions([])).toEqual(nothing)
  })

  test('what was chosen stays until it is chosen anew', () => {
    const before = { address: '192.0.2.7', host: 'panel.example.org', signIn: 'id.example.org' }
    expect(readOptions([], before)).toEqual({ ...nothing, ...before })
    expect(readOptions(['--address', '192.0.2.8'], before)).toEqual({ ...nothing, ...before, address: '192.0.2.8' })
    const six = readOptions(['--address6', '2001:DB8::7'], before)
    expect(six).toEqual({ ...nothing, ...before, address6: '2001:db8::7' })
    expect(readOptions(['--address6', 'none'], six)).toEqual({ ...nothing, ...before })
    expect(readOptions(['--address', 'none', '--host', 'none', '--sign-in', 'none'], before)).toEqual(nothing)
  })

  test('ways out stay until they are closed again', () => {
    const before = { mailRelay: 'relay.example.org:587' }
    expect(readOptions(['--web-proxy', '192.0.2.7:3128'], before)).toEqual({ ...nothing, ...before, webProxy: '192.0.2.7:3128' })
    expect(readOptions(['--mail-relay', 'none'], before)).toEqual(nothing)
  })

  test('backups are left where they are in this run only', () => {
    const before = { backupFolder: '/mnt/backups' }
    expect(readOptions(['--backup-folder', 'none', '--leave-backups'], before)).toEqual({ ...nothing, leaveBackups: true })
    expect(readOptions([], before)).toEqual({ ...nothing, ...before })
  })

  test('a host name is written small', () => {
    expect(readOptions(['--host', 'Panel.Example.ORG']).host).toBe('panel.example.org')
  })
})

test.each([
  ['--address', 'localhost'],
  ['--address', '::1'],
  ['--address6', '192.0.2.8'],
  ['--address6', '::1'],
  ['--address6', 'fe80::1%eth0'],
  ['--address6', '2001:db8:0:0::7'],
  ['--host', 'panel'],
  ['--host', '192.0.2.7'],
  ['--host', '-x.example.org'],
  ['--host', `${'a'.repeat(64)}.example.org`],
  ['--host', 'a b.example.org'],
  ['--mail-relay', 'relay.example.org'],
  ['--mail-relay', 'relay.example.org:0'],
  ['--mail-relay', 'relay:25; id'],
  ['--web-proxy', 'http://proxy.example.org:3128'],
  ['--web-proxy', '::1:3128'],
  ['--sign-in', 'https://id.example.org'],
  ['--sign-in', '192.0.2.7'],
  ['--port', '80'],
])('%s %s is a wrong usage', (option, value) => {
  expect(() => readOptions([option, value])).toThrow(UsageError)
})
