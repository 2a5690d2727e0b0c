/**
 * While an image is made, its apt fetches as the host does: same sources, keys, options, passwords, resolver and certificates. None of it may
 * stay in the image, which tenants read: what the image had of its own comes back.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const localCertificates = 'usr/local/share/ca-certificates'
const folders = ['etc/apt', 'usr/share/keyrings', localCertificates]
const bundle = 'etc/ssl/certs/ca-certificates.crt'
const files = ['etc/resolv.conf', 'etc/hosts', bundle]
const own = (path) => `${path}.own`

const hosts = '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n'

/** Hooks of the host's programs mean nothing in an image. */
function removeHooks(folder) {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const path = join(folder, name)
    if (/Invoke|Pre-Install|preconfigure/.test(readFileSync(path, 'utf8'))) rmSync(path)
  }
}

export function lend(root, host = '/') {
  for (const path of folders) {
    const target = join(root, path)
    if (existsSync(target)) renameSync(target, own(target))
    mkdirSync(target, { recursive: true })
  }
  for (const path of [...folders, ...files]) {
    const from = join(host, path)
    if (existsSync(from)) cpSync(from, join(root, path), { recursive: true, dereference: true })
  }
  const options = join(root, 'etc/apt/apt.conf.d')
  removeHooks(options)
  mkdirSync(options, { recursive: true })
  writeFileSync(join(options, '90reeve'), 'APT::Install-Recommends "false";\nAPT::Sandbox::User "root";\n')
}

/** Takes back what was lent. Answers whether the image's certificates have to be made anew, since the host's own are among them. */
export function takeBack(root) {
  const certificates = join(root, localCertificates)
  const mixed = existsSync(certificates) && readdirSync(certificates).length > 0
  for (const path of folders) {
    const target = join(root, path)
    rmSync(target, { recursive: true, force: true })
    if (existsSync(own(target))) renameSync(own(target), target)
    else mkdirSync(target, { recursive: true })
  }
  // debootstrap has written the host's address of packages there.
  rmSync(join(root, 'etc/apt/sources.list'), { force: true })
  writeFileSync(join(root, 'etc/hosts'), hosts)
  writeFileSync(join(root, 'etc/resolv.conf'), '')
  return mixed
}
