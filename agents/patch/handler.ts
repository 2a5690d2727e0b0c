import { ReeveError } from '../../contracts/errors.ts'
import type { HostAnswer, OutdatedPackage } from '../../contracts/host.ts'
import { type CheckResult, mostListed, type Outdated } from '../../contracts/patches.ts'
import { isRetryable, type Report } from '../core/answers.ts'
import type { HostClient } from '../core/host-client.ts'
import type { Handlers } from '../core/runner.ts'

/**
 * What the patch agent does with its actions: it asks the host agent, and has no way to the engine itself. The id of the action is that of the
 * question, so that one that is asked again after a crash joins what runs, or gets its answer.
 */
export function patchHandlers(host: HostClient): Handlers<'patch'> {
  return {
    'patch.check': ({ kinds }, { id, report }) => check(host, id, kinds, report),
    'patch.build': ({ kind }, { id, report }) => host.ask(id, 'image.build', { kind }, { report }),
    'patch.use': ({ kind, image }, { id, report }) => host.ask(id, 'image.use', { kind, fingerprint: image }, { report }),
    'patch.drop': ({ image }, { id, report }) => host.ask(id, 'image.drop', { fingerprint: image }, { report }),
    'patch.host': ({ packages }, { id, report }) => host.ask(id, 'packages.install', { packages }, { report }),
    'patch.restore': ({ packages }, { id, report }) => host.ask(id, 'packages.restore', { packages }, { report }),
  }
}

/** The host first: its look reads the package lists anew, for the images too. What cannot be looked at is told and keeps nothing else from it. */
async function check(host: HostClient, id: string, kinds: readonly string[], report: Report): Promise<CheckResult> {
  const steps = kinds.length + 1
  report(1, steps, 'Looking at the host')
  const machine = await orError(async () => {
    const status = await host.ask(`${id}:status`, 'status', {})
    const { packages } = await host.ask(`${id}:host`, 'packages.outdated', { refresh: true })
    const code = await orError(() => host.ask(`${id}:code`, 'code.state', {}))
    return { status, code: 'error' in code ? null : code, ...counted(packages) }
  })
  const looked: CheckResult['kinds'] = []
  for (const [index, kind] of kinds.entries()) {
    report(index + 2, steps, `Looking at the image of ${kind}`)
    const found = await orError(() => ofKind(host, id, kind))
    looked.push('error' in found ? { kind, ...found } : found)
  }
  return { host: machine, kinds: looked }
}

async function ofKind(host: HostClient, id: string, kind: string) {
  const { fingerprint, packages } = await host.ask(`${id}:${kind}`, 'image.outdated', { kind })
  const { images } = await host.ask(`${id}:${kind}:list`, 'image.list', { kind })
  return { kind, image: fingerprint, version: versionOf(images, fingerprint), ...counted(packages) }
}

const versionOf = (images: HostAnswer<'image.list'>['images'], fingerprint: string | null): string | null =>
  images.find((image) => image.fingerprint === fingerprint)?.version ?? null

/** Those of security first: they are listed even where there are more than anybody reads. */
export function counted(packages: readonly OutdatedPackage[]): Outdated {
  const listed = packages.toSorted((a, b) => Number(b.security) - Number(a.security) || a.package.localeCompare(b.package))
  return {
    updates: packages.length,
    security: packages.filter(({ security }) => security).length,
    packages: listed.slice(0, mostListed).map((one) => ({ ...one, cves: one.cves.slice(0, 20) })),
  }
}

async function orError<T>(look: () => Promise<T>): Promise<T | { error: { code: string; message: string } }> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof ReeveError) || isRetryable(error)) throw error
    return { error: { code: error.code, message: error.message } }
  }
}
