import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lend, takeBack } from './lending.mjs'

const secret = 'hunter2-of-the-proxy'
let folder: string
let root: string
let host: string

function write(base: string, files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true })
    writeFileSync(join(base, path), text)
  }
}
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const everything = () => execFileSync('grep', ['-rl', '--', secret, root], { encoding: 'utf8' }).trim()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-lending-'))
  root = join(folder, 'root')
  host = join(folder, 'host')
  write(root, {
    'etc/apt/sources.list': `deb http://user:${secret}@mirror.test/debian bookworm main\n`,
    'etc/apt/apt.conf.d/70debconf': 'own option\n',
    'usr/share/keyrings/debian-archive-keyring.gpg': 'own key',
  })
  write(host, {
    'etc/apt/apt.conf': `Acquire::http::Proxy "http://user:${secret}@proxy.test";`,
    'etc/apt/apt.conf.d/70debconf': `changed ${secret}`,
    'etc/apt/apt.conf.d/50hook': 'DPkg::Post-Invoke { "x"; };',
    'etc/apt/auth.conf.d/mirror.conf': `machine mirror.test login user password ${secret}`,
    'etc/apt/sources.list.d/debian.sources': `URIs: http://user:${secret}@mirror.test`,
    'etc/apt/sources.list.d/security.list': `deb http://user:${secret}@mirror.test/security bookworm-security main\n`,
    'etc/apt/keyrings/own.gpg': secret,
    'usr/share/keyrings/host.gpg': secret,
    'usr/local/share/ca-certificates/proxy.crt': secret,
    'etc/hosts': `192.0.2.1 ${secret}`,
    'etc/resolv.conf': `nameserver 192.0.2.53 # ${secret}`,
  })
})
afterEach(() => rmSync(folder, { recursive: true }))

test('apt in the image has what the host’s has, but none of its hooks, and takes no recommended packages', () => {
  lend(root, host)
  expect(read('etc/apt/apt.conf')).toContain('proxy.test')
  expect(read('etc/apt/auth.conf.d/mirror.conf')).toContain(secret)
  expect(read('etc/apt/sources.list.d/security.list')).toContain('bookworm-security')
  expect(existsSync(join(root, 'etc/apt/sources.list'))).toBe(false)
  expect(read('usr/share/keyrings/host.gpg')).toBe(secret)
  expect(existsSync(join(root, 'etc/apt/apt.conf.d/50hook'))).toBe(false)
  expect(read('etc/apt/apt.conf.d/90reeve')).toContain('Install-Recommends "false"')
})

test('nothing of the host stays in the image, and its own files are back', () => {
  lend(root, host)
  expect(everything()).not.toBe('')
  expect(takeBack(root)).toBe(true)
  expect(() => everything()).toThrow()
  expect(read('etc/apt/apt.conf.d/70debconf')).toBe('own option\n')
  expect(read('usr/share/keyrings/debian-archive-keyring.gpg')).toBe('own key')
  expect(read('etc/hosts')).toMatch(/^127\.0\.0\.1 localhost$/m)
  expect(read('etc/resolv.conf')).toBe('')
  expect(existsSync(join(root, 'etc/apt.own'))).toBe(false)
})

test('without certificates of the host the image’s own need not be made anew', () => {
  rmSync(join(host, 'usr/local'), { recursive: true })
  lend(root, host)
  expect(takeBack(root)).toBe(false)
})
