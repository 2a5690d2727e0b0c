/** A machine of packages in a folder: its own dpkg database, its own apt lists and cache, and an archive of files; nothing of the real machine's is touched. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { program } from './engine.ts'

export interface TinyPackage {
  name: string
  version: string
  /** Text of its postinst, a program of /bin/sh. */
  postinst?: string
  depends?: string
}

async function ok(file: string, argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await program(file, argv)
  if (status !== 0) throw new Error(`${file} ${argv.join(' ')}: ${stderr}`)
  return stdout
}

/** Builds the packages into a folder with its index. What was in the index before is not any more. */
export async function publish(archive: string, packages: readonly TinyPackage[]): Promise<void> {
  mkdirSync(archive, { recursive: true })
  const index: string[] = []
  for (const { name, version, postinst, depends } of packages) {
    const root = join(archive, `${name}.tree`)
    rmSync(root, { recursive: true, force: true })
    mkdirSync(join(root, 'DEBIAN'), { recursive: true, mode: 0o755 })
    mkdirSync(join(root, 'usr/share', name), { recursive: true, mode: 0o755 })
    writeFileSync(join(root, 'usr/share', name, 'version'), `${version}\n`)
    const control = [
      ...[`Package: ${name}`, `Version: ${version}`, 'Architecture: all', 'Maintainer: Test <test@example.org>', 'Section: misc'],
      ...(depends === undefined ? [] : [`Depends: ${depends}`]),
      'Description: a tiny package of a test',
    ]
    writeFileSync(join(root, 'DEBIAN/control'), `${control.join('\n')}\n`)
    if (postinst !== undefined) writeFileSync(join(root, 'DEBIAN/postinst'), `#!/bin/sh\n${postinst}\n`, { mode: 0o755 })
    const file = `${name}_${version}_all.deb`
    await ok('dpkg-deb', ['--root-owner-group', '--build', root, join(archive, file)])
    rmSync(root, { recursive: true })
    const [sum = ''] = (await ok('sha256sum', [join(archive, file)])).split(' ')
    const [size = ''] = (await ok('stat', ['-c', '%s', join(archive, file)])).split('\n')
    index.push(`${control.join('\n')}\nFilename: ./${file}\nSize: ${size}\nSHA256: ${sum}\n`)
  }
  writeFileSync(join(archive, 'Packages'), index.join('\n'))
}

/** Options for apt and dpkg that make `root` their machine, with the archive as the only source. */
export function machineIn(root: string, archive: string): { apt: string[]; dpkg: string[] } {
  for (const folder of [
    'var/lib/dpkg/updates',
    'var/lib/dpkg/info',
    'var/lib/apt/lists/partial',
    'var/cache/apt/archives/partial',
    'var/log/apt',
  ])
    mkdirSync(join(root, folder), { recursive: true })
  for (const folder of ['etc/apt/apt.conf.d', 'etc/apt/preferences.d', 'etc/apt/trusted.gpg.d', 'etc/apt/sources.list.d'])
    mkdirSync(join(root, folder), { recursive: true })
  for (const file of ['var/lib/dpkg/status', 'var/lib/dpkg/available']) writeFileSync(join(root, file), '')
  writeFileSync(join(root, 'etc/apt/sources.list'), `deb [trusted=yes] file:${archive} ./\n`)
  const dpkg = [`--root=${root}`, '--force-script-chrootless', '--log=/dev/null']
  const apt = ['-o', `Dir=${root}`, '-o', `Dir::State::status=${root}/var/lib/dpkg/status`, '-o', `Dir::Etc::trustedparts=/dev/null`]
  return { apt, dpkg }
}
