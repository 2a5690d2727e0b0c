import { expect, test } from 'vitest'
import { cvesSince, fetchBytesOf, installedOf, isSecurity, isWhole, planOf, policiesOf, progressOf } from './parse.ts'

/** As `apt-get -s dist-upgrade` of Debian 12 and Ubuntu 24.04 say it, cut short. */
const simulation = `Reading package lists...
Building dependency tree...
Calculating upgrade...
The following NEW packages will be installed:
  linux-image-6.1.0-41-amd64
The following packages will be upgraded:
  bash libgcrypt20 libgcrypt20-dev liblzma5 libcap2
Remv libgl1-mesa-glx [22.3.6-1+deb12u1]
Inst base-files [12.4+deb12u11] (12.4+deb12u15 Debian:12.15/oldstable [amd64])
Conf base-files (12.4+deb12u15 Debian:12.15/oldstable [amd64])
Inst bash [5.2.15-2+b8] (5.2.15-2+b13 Debian:12.15/oldstable [amd64])
Inst libgcrypt20-dev [1.10.1-3] (1.10.1-3+deb12u1 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [amd64]) []
Inst libgcrypt20 [1.10.1-3] (1.10.1-3+deb12u1 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [amd64])
Inst libcap2 [1:2.66-4+deb12u2+b2] (1:2.66-4+deb12u3+b1 Debian:12.15/oldstable [amd64]) []
Inst libc6:i386 [2.36-9+deb12u9] (2.36-9+deb12u14 Debian-Security:12/oldstable-security [i386])
Inst openssl [3.0.13-0ubuntu3.4] (3.0.13-0ubuntu3.6 Ubuntu:24.04/noble-updates, Ubuntu:24.04/noble-security [amd64])
Inst linux-image-6.1.0-41-amd64 (6.1.158-1 Debian-Security:12/oldstable-security [amd64])
Inst local-thing [1.0] (2.0 localhost [all])
`

test('what apt would do, line by line', () => {
  const { installs, removes } = planOf(simulation)
  expect(removes).toEqual(['libgl1-mesa-glx'])
  expect(installs.map(({ name, before, after }) => `${name} ${before} ${after}`)).toEqual([
    'base-files 12.4+deb12u11 12.4+deb12u15',
    'bash 5.2.15-2+b8 5.2.15-2+b13',
    'libgcrypt20-dev 1.10.1-3 1.10.1-3+deb12u1',
    'libgcrypt20 1.10.1-3 1.10.1-3+deb12u1',
    'libcap2 1:2.66-4+deb12u2+b2 1:2.66-4+deb12u3+b1',
    'libc6:i386 2.36-9+deb12u9 2.36-9+deb12u14',
    'openssl 3.0.13-0ubuntu3.4 3.0.13-0ubuntu3.6',
    'linux-image-6.1.0-41-amd64 null 6.1.158-1',
    'local-thing 1.0 2.0',
  ])
  expect(installs.filter(({ origin }) => isSecurity(origin)).map(({ name }) => name)).toEqual([
    'libgcrypt20-dev',
    'libgcrypt20',
    'libc6:i386',
    'openssl',
    'linux-image-6.1.0-41-amd64',
  ])
})

const policy = `libc6:
  Installed: (none)
  Candidate: 2.36-9+deb12u14
  Version table:
     2.36-9+deb12u14 500
        500 http://mirror.example/debian bookworm/main amd64 Packages
     2.36-9+deb12u7 500
        500 http://mirror.example/debian-security bookworm-security/main amd64 Packages
openssl:
  Installed: 3.0.19-1~deb12u2
  Candidate: 3.0.22-1~deb12u2
  Version table:
     3.0.22-1~deb12u2 500
        500 http://mirror.example/debian bookworm/main amd64 Packages
        500 http://mirror.example/debian-security bookworm-security/main amd64 Packages
 *** 3.0.19-1~deb12u2 100
        100 /var/lib/dpkg/status
incus:
  Installed: 6.0.4-2+deb13u7~bpo12+1
  Candidate: 6.0.4-2+deb13u7~bpo12+1
  Version table:
 *** 6.0.4-2+deb13u7~bpo12+1 100
        100 http://mirror.example/debian bookworm-backports/main amd64 Packages
        100 /var/lib/dpkg/status
cloud-init:
  Installed: 24.4-0ubuntu1
  Candidate: 24.4.1-0ubuntu0~24.04.1
  Version table:
     24.4.1-0ubuntu0~24.04.1 500 (phased 40%)
        500 http://mirror.example/ubuntu noble-updates/main amd64 Packages
 *** 24.4-0ubuntu1 100
        100 /var/lib/dpkg/status
gone:
  Installed: (none)
  Candidate: (none)
  Version table:
`

test('candidates, where they come from, and what is to be had', () => {
  const found = policiesOf(policy)
  const told = [...found].map(([name, { candidate, origin, available }]) => [name, candidate, origin, [...available]])
  expect(told).toEqual([
    ['libc6', '2.36-9+deb12u14', 'bookworm/main', ['2.36-9+deb12u14', '2.36-9+deb12u7']],
    ['openssl', '3.0.22-1~deb12u2', 'bookworm-security/main', ['3.0.22-1~deb12u2']],
    ['incus', '6.0.4-2+deb13u7~bpo12+1', 'bookworm-backports/main', ['6.0.4-2+deb13u7~bpo12+1']],
    ['cloud-init', '24.4.1-0ubuntu0~24.04.1', 'noble-updates/main', ['24.4.1-0ubuntu0~24.04.1']],
    ['gone', null, '', []],
  ])
})

test("dpkg's list: what is there, also what is not set up to its end, and not what left its configuration behind", () => {
  const list = `ii  acl 2.3.1-3
ii  libc6:amd64 2.36-9+deb12u14
ii  libc6:i386 2.36-9+deb12u14
iF  tiny 3
iU  half 1:2-1
rc  gone 1.0
hi  held 7
un  never 
`
  const expected = ['acl 2.3.1-3', 'libc6 2.36-9+deb12u14', 'libc6:i386 2.36-9+deb12u14', 'tiny 3', 'half 1:2-1', 'held 7']
  expect([...installedOf(list, 'amd64')].map(([name, version]) => `${name} ${version}`)).toEqual(expected)
})

test('bytes to fetch', () => {
  const uris = `Reading package lists...
'http://mirror.example/o/openssl/libssl3_3.0.22-1%7edeb12u2_amd64.deb' libssl3_3.0.22-1~deb12u2_amd64.deb 2039888 SHA256:aa
'http://mirror.example/o/openssl/openssl_3.0.22-1%7edeb12u2_amd64.deb' openssl_3.0.22-1~deb12u2_amd64.deb 1441784 
`
  expect(fetchBytesOf(uris)).toBe(2_039_888 + 1_441_784)
  expect(fetchBytesOf('Reading package lists...\n')).toBe(0)
})

test('how far apt is', () => {
  expect(progressOf('Reading package lists...\n')).toBeUndefined()
  expect(progressOf('dlstatus:1:20.5:Retrieving file 1 of 3 (5s remaining)\n')).toEqual({ percent: 21, text: 'downloading' })
  const said = 'pmstatus:bash:14.2:Preparing bash (amd64)\nUnpacking bash ...\npmstatus:bash:57.1429:Unpacking bash (amd64)\n'
  expect(progressOf(said)).toEqual({ percent: 57, text: 'Unpacking bash (amd64)' })
})

test('CVE ids of the entries since the version that is there', () => {
  const changelog = `openssl (3.0.22-1~deb12u2) bookworm-security; urgency=medium

  * CVE-2026-11111 (Memory corruption), CVE-2026-22222

 -- Somebody <s@example.org>  Mon, 02 Nov 2026 10:00:00 +0000

openssl (3.0.20-1~deb12u1) bookworm; urgency=medium

  * Fixes CVE-2026-11111 and CVE-2025-33333.

openssl (3.0.19-1~deb12u2) bookworm-security; urgency=medium

  * CVE-2024-44444
`
  expect(cvesSince(changelog, '3.0.19-1~deb12u2')).toEqual(['CVE-2026-11111', 'CVE-2026-22222', 'CVE-2025-33333'])
  expect(cvesSince('', '1')).toEqual([])
})

test('dpkg says nothing when all is whole', () => {
  expect(isWhole('\n')).toBe(true)
  expect(isWhole('The following packages are only half configured, probably due to problems\nconfiguring them:\n tiny\n')).toBe(false)
})
