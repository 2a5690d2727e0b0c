import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hostStatus } from '../../contracts/host.ts'
import { hasLaterKernel, readStatus, systemOf } from './status.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reeve-host-status-'))
})
afterEach(() => rmSync(root, { recursive: true }))

test.each([
  [['vmlinuz-6.1.0-28-amd64', 'vmlinuz-6.1.0-41-amd64'], '6.1.0-28-amd64', true],
  [['vmlinuz-6.1.0-28-amd64', 'vmlinuz-6.1.0-41-amd64'], '6.1.0-41-amd64', false],
  [['vmlinuz-6.1.0-9-amd64', 'vmlinuz-6.1.0-10-amd64', 'initrd.img-6.1.0-10-amd64'], '6.1.0-9-amd64', true],
  // A kernel that is not of this machine's packages.
  [['vmlinuz-6.1.0-41-amd64'], '5.10.0-custom', false],
  [[], '6.18.0', false],
])('of %j running %s: later %s', (names, running, later) => {
  expect(hasLaterKernel(names, running)).toBe(later)
})

test('a machine as it stands in a folder', () => {
  for (const folder of ['etc', 'boot', 'run', 'var']) mkdirSync(join(root, folder))
  writeFileSync(join(root, 'etc/os-release'), 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n')
  const status = hostStatus.parse(readStatus(root))
  expect(status).toMatchObject({ system: 'Debian GNU/Linux 12 (bookworm)', kernel: release(), rebootNeeded: false })
  // One file system, named once.
  expect(status.disks.map(({ path }) => path)).toEqual(['/'])
  writeFileSync(join(root, 'run/reboot-required'), '')
  expect(readStatus(root).rebootNeeded).toBe(true)
})

test('a machine that does not say what it is', () => expect(systemOf('ID=x\n')).toBe('an unknown system'))
