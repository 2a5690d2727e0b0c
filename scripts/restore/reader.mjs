/** A VPS without a network card that reads the repository: restic runs where nothing of this machine is in its reach but the volumes that it fills. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadTs } from '../build/load-ts.mjs'
import { copyOf, hostPart, owner, parts, shownAt, source } from '../control/parts.mjs'
import { engine, lookUp, putFile } from '../host/incus.mjs'
import { rootsPool } from '../host/pools.mjs'
import { run } from '../up/run.mjs'
import { until } from '../up/steps.mjs'
import { ensureVolume, project } from '../zone/instances.mjs'
import { vaultDevices, vaultStore, vaultTargets } from '../zone/proxies.mjs'

const name = 'restore'
const options = { project }
const path = `/1.0/instances/${name}`
const volumes = `/1.0/storage-pools/${rootsPool}/volumes/custom`
const root = '/restore'
/** Root's alone, in the VPS. */
const environment = '/etc/reeve-restore'
const restic = '/usr/bin/restic'

/** The zone's own volume; what the machine keeps comes into one that goes again. */
export const volumeOf = (part) => (part === hostPart ? copyOf(hostPart) : part)
/** Of a trial, beside the zones' own. */
export const trialVolumeOf = (part) => `${name}-${part}`

const exec = (argv, accept) =>
  run(['incus', '--project', project, '--force-local', 'exec', name, '-T', '-n', '--', ...argv], accept === undefined ? {} : { accept })

export async function removeReader() {
  const found = await lookUp(path, options)
  if (found === undefined) return
  if (found.status !== 'Stopped') await engine('PUT', `${path}/state`, { action: 'stop', timeout: -1, force: true }, options)
  await engine('DELETE', path, undefined, options)
}

/** What a restore that was killed has filled by half goes: no zone has been made yet. Of a trial all goes. */
export async function removeHalves(nameOf) {
  await removeReader()
  for (const volume of parts.map(nameOf)) {
    if ((await lookUp(`${volumes}/${volume}`, options)) === undefined) continue
    await engine('DELETE', `${volumes}/${volume}`, undefined, options)
  }
}

/** Makes it, with empty volumes for all parts. */
async function makeReader({ spec }, folder, nameOf) {
  for (const part of parts) await ensureVolume(nameOf(part))
  const { target } = await engine('GET', '/1.0/images/aliases/reeve-vault')
  const devices = { root: { type: 'disk', pool: rootsPool, path: '/' } }
  for (const part of parts) devices[part] = { type: 'disk', pool: rootsPool, source: nameOf(part), path: `${root}${shownAt}/${part}` }
  const targets = spec.sort === 'local' ? [] : [`${spec.host}:${spec.port}`]
  const { store, ...ways } = await vaultDevices({ backupTargets: targets, backupFolder: folder })
  Object.assign(devices, ways, spec.sort === 'local' && { store: { ...store, readonly: 'true' } })
  const config = { 'limits.memory': '1024MiB', 'limits.processes': '500', 'security.idmap.isolated': 'true', 'security.nesting': 'false' }
  await engine(
    'POST',
    '/1.0/instances',
    { name, type: 'container', profiles: [], source: { type: 'image', fingerprint: target, project: 'default' }, config, devices },
    options,
  )
  // What its first process reads: no network, no folders, no services.
  for (const folder of ['/etc/reeve', '/etc/s6', '/etc/s6/services', environment, `${environment}/env`])
    await putFile(project, name, { path: folder, type: 'directory', mode: 0o700 })
  for (const file of ['firewall.nft', 'network.batch', 'folders', 'links'])
    await putFile(project, name, { path: `/etc/reeve/${file}`, content: '' })
  const hosts = ['127.0.0.1 localhost', ...vaultTargets(targets).map(({ address, host }) => `${address} ${host}`), ''].join('\n')
  await putFile(project, name, { path: '/etc/hosts', content: hosts })
}

/** How restic gets there, by the vault's own words; its password and keys are files of the VPS's root. */
async function wayOf({ spec, secret }, master) {
  const { wayTo } = await loadTs('agents/backup/vault/repositories.ts')
  const { passwordOf } = await loadTs('agents/backup/vault/keys.ts')
  const targets = spec.sort === 'local' ? [] : vaultTargets([`${spec.host}:${spec.port}`])
  const state = mkdtempSync(join(tmpdir(), 'reeve-restore-'))
  try {
    const config = { state, store: vaultStore, targets }
    const keys = { passwordOf: (of) => passwordOf(master, of) }
    const way = await wayTo({ name: 'restore', spec, sealed: 'secret' }, owner, { config, keys, open: async () => JSON.stringify(secret) })
    const { RESTIC_CACHE_DIR: _none, ...variables } = way.environment
    for (const [key, content] of Object.entries(variables))
      await putFile(project, name, { path: `${environment}/env/${key}`, content: `${content}\n`, mode: 0o400 })
    if (spec.sort === 'sftp') {
      for (const file of readdirSync(join(state, 'ssh')))
        await putFile(project, name, { path: `${environment}/${file}`, content: readFileSync(join(state, 'ssh', file)), mode: 0o400 })
    }
    const here = (text) => text.replaceAll(join(state, 'ssh'), environment)
    return ['s6-envdir', `${environment}/env`, restic, '-r', way.repository, ...way.options.map(here), '--no-lock', '--no-cache']
  } finally {
    rmSync(state, { recursive: true, force: true })
  }
}

const wrongKey = /wrong password|no key found/i

/** Starts the reader on volumes of these names and answers how restic is called in it. */
export async function openReader(place, folder, master, nameOf) {
  await removeHalves(nameOf)
  await makeReader(place, folder, nameOf)
  await engine('PUT', `${path}/state`, { action: 'start', timeout: 60 }, options)
  await until('the reader of the backups', 30_000, () => exec(['true']))
  const argv = await wayOf(place, master)
  return async (...words) => {
    const { code, stdout, stderr } = await exec([...argv, ...words], [0, 1, 3, 10, 11, 12])
    if (code === 0) return stdout
    if (wrongKey.test(stderr))
      throw new Error('This recovery key does not open the repository. Look at the sheet again: is it of this installation?')
    throw new Error(`The repository cannot be read there:\n${stderr.trim().split('\n').slice(-6).join('\n')}`)
  }
}

/** Backups of the installation that are in the repository, newest first: {id, at}. */
export async function snapshotsIn(restic) {
  const found = JSON.parse(await restic('snapshots', '--json', '--host', source))
  return found.map(({ id, time }) => ({ id, at: Date.parse(time) })).sort((a, b) => b.at - a.at)
}

/** Every byte is compared with the repository. Tells the vault that its records are of another day. */
export async function fillVolumes(restic, id) {
  await restic('restore', id, '--target', root, '--verify')
  await exec(['touch', '--', `${root}${shownAt}/vault/vault/restored`])
}
