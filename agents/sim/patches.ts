import { createHash } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import type { OutdatedPackage } from '../../contracts/host.ts'
import type { Handlers } from '../core/runner.ts'

const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex')
export const firstImage = fingerprint('first')

const update = (name: string, installed: string, candidate: string, security: boolean, cves: string[] = []): OutdatedPackage => ({
  package: name,
  ...{ installed, candidate, security, cves },
  origin: security ? 'Debian-Security:12/oldstable-security' : 'Debian:12.9/oldstable',
})
const ofHost = [
  update('openssl', '3.0.15-1~deb12u1', '3.0.16-1~deb12u1', true, ['CVE-2026-1001']),
  update('tzdata', '2026a-0', '2026b-0', false),
]
const ofKind = [
  update('libssl3', '3.0.15-1~deb12u1', '3.0.16-1~deb12u1', true, ['CVE-2026-1001']),
  update('nginx', '1.22.1-9', '1.22.1-9+deb12u1', true, ['CVE-2026-1002', 'CVE-2026-1003']),
]

/** A machine whose images of kinds are outdated until they are built anew, and whose own packages until they are patched. */
export function patchSimulated(paceMs: number): Handlers<'patch'> {
  const used = new Map<string, { image: string; version: string }>()
  let patched = false
  let builds = 0
  const versionOf = (build: number) => `20260101t0${String(10_000 + build).slice(-5)}`
  const outdated = (packages: OutdatedPackage[]) => ({
    updates: packages.length,
    security: packages.filter(({ security }) => security).length,
    packages,
  })
  const pinned = (packages: readonly OutdatedPackage[]) => packages.map(({ package: name, installed: version }) => ({ name, version }))
  return {
    async 'patch.check'({ kinds }, { report }) {
      report(1, 1, 'Looking at the host')
      await after(paceMs)
      const status = {
        system: 'Debian GNU/Linux 12 (bookworm)',
        kernel: '6.1.0-30-amd64',
        uptimeSeconds: 86_400,
        rebootNeeded: patched,
        disks: [],
      }
      return {
        host: { status, ...outdated(patched ? [] : ofHost) },
        kinds: kinds.map((kind) => {
          const now = used.get(kind)
          return {
            kind,
            image: now?.image ?? firstImage,
            version: now?.version ?? versionOf(0),
            ...outdated(now === undefined ? ofKind : []),
          }
        }),
      }
    },
    async 'patch.build'({ kind }, { report }) {
      report(1, 2, 'Installing and packing')
      await after(paceMs)
      builds += 1
      const difference = ofKind.map(({ package: name, installed, candidate }) => ({ name, before: installed, after: candidate }))
      return { fingerprint: fingerprint(`${kind} ${builds}`), version: versionOf(builds), packages: pinned(ofKind), difference }
    },
    async 'patch.use'({ kind, image }) {
      const before = used.get(kind)?.image ?? firstImage
      used.set(kind, { image, version: versionOf(builds) })
      return { changed: before !== image, before }
    },
    'patch.drop': async () => ({ changed: true }),
    async 'patch.host'({ packages }) {
      await after(paceMs)
      patched = true
      const changes = packages.map(({ name, version }) => ({
        name,
        before: ofHost.find((one) => one.package === name)?.installed ?? null,
        after: version,
      }))
      return { outcome: 'installed', changes, kept: pinned(ofHost), said: '' }
    },
    async 'patch.restore'({ packages }) {
      await after(paceMs)
      patched = false
      return {
        outcome: 'installed',
        changes: packages.map(({ name, version }) => ({ name, before: null, after: version })),
        kept: [],
        said: '',
      }
    },
  }
}
