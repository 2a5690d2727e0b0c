import { existsSync, readdirSync, readFileSync, statfsSync } from 'node:fs'
import { release, uptime } from 'node:os'
import type { HostStatus } from '../../contracts/host.ts'
import { compareVersions } from './packages/versions.ts'

const places = ['/', '/boot', '/var', '/var/lib/incus']

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

/** `PRETTY_NAME` of os-release. */
export const systemOf = (text: string): string => /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text)?.[1] ?? 'an unknown system'

/** Whether a kernel that is installed is a later one than that which runs, of names such as `vmlinuz-6.1.0-28-amd64`. A kernel of somebody's own says nothing. */
export function hasLaterKernel(names: readonly string[], running: string): boolean {
  const kernels = names.flatMap((name) => /^vmlinuz-(.+)$/.exec(name)?.[1] ?? [])
  return kernels.includes(running) && kernels.some((kernel) => compareVersions(kernel, running) > 0)
}

/** Of `/`, where the machine's root is in a test. */
export function readStatus(root = ''): HostStatus {
  const running = release()
  const boot = existsSync(`${root}/boot`) ? readdirSync(`${root}/boot`) : []
  const seen = new Set<string>()
  const disks = places.flatMap((path) => {
    if (!existsSync(`${root}${path}`)) return []
    const { bavail, blocks, bsize, bfree, files } = statfsSync(`${root}${path}`)
    // The same file system by another name.
    const mark = `${blocks} ${bfree} ${files}`
    if (seen.has(mark)) return []
    seen.add(mark)
    return { path, freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  })
  return {
    system: systemOf(textOf(`${root}/etc/os-release`)),
    kernel: running,
    uptimeSeconds: Math.floor(uptime()),
    rebootNeeded: existsSync(`${root}/run/reboot-required`) || hasLaterKernel(boot, running),
    disks,
  }
}
