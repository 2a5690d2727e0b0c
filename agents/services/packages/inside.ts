import { ReeveError } from '../../../contracts/errors.ts'
import { busyKey, leaseMs, programPath } from '../../engine/awake.ts'
import type { Engine, ExecOutcome } from '../../engine/client.ts'
import type { ServicesDeps } from '../deps.ts'
import type { Archive } from './archives.ts'

export interface Place {
  deps: Pick<ServicesDeps, 'engine' | 'now'>
  project: string
  service: string
}

const installMs = 300_000
const environment = {
  PATH: programPath,
  LC_ALL: 'C.UTF-8',
  HOME: '/root',
  DEBIAN_FRONTEND: 'noninteractive',
}
/** Of root alone, and empty in every image. */
const folder = '/var/cache/apt'
const options = ['Dpkg::Use-Pty=0', 'APT::Sandbox::User=root', 'Dpkg::Options::=--force-confdef', 'Dpkg::Options::=--force-confold']
const apt = ['apt-get', '-q', '-y', ...options.flatMap((option) => ['-o', option])] as const

/** By it packages start no server of theirs when they are installed (the contract of invoke-rc.d). */
const noServers = { path: '/usr/sbin/policy-rc.d', content: '#!/bin/sh\nexit 101\n' }

async function run(place: Place, argv: readonly [string, ...string[]]): Promise<ExecOutcome> {
  const { deps, project, service } = place
  // What a package's own script takes, nobody sends to sleep.
  await deps.engine.updateInstance(project, service, { config: { [busyKey]: String(deps.now() + installMs + leaseMs) } })
  return deps.engine.exec(project, service, { argv, environment, timeoutMs: installMs }).catch((error: unknown) => {
    if (!(error instanceof ReeveError) || error.code !== 'timeout') throw error
    throw new ReeveError('start_failed', 'Installing took too long. A package may hang.', error)
  })
}

async function succeed(place: Place, argv: readonly [string, ...string[]]): Promise<void> {
  const { status, stdout, stderr } = await run(place, argv)
  if (status === 0) return
  throw new ReeveError('conflict', `The packages could not be installed: ${saidOf(stderr)}`, new Error(`${stdout}${stderr}`.slice(-2000)))
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
const control = /[\u0000-\u001f\u007f-\u009f]+/g

/** The lines that apt and dpkg mark as errors, as one line that cannot steer a terminal. */
function saidOf(text: string): string {
  const lines = text.split('\n').filter((line) => /^(E:|dpkg: error| installed .* returned error)/.test(line))
  const said = lines.join('; ').replaceAll(control, ' ').trim().slice(0, 200)
  return said === '' ? 'a script of theirs failed.' : said
}

/** Those of the names that the VPS has already. */
async function presentIn(place: Place, names: readonly string[]): Promise<string[]> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  const format = '${Package} ${db:Status-Status}\n'
  const { stdout } = await run(place, ['dpkg-query', '-W', '-f', format, '--', ...names])
  const rows = stdout.toString('utf8').split('\n')
  return names.filter((name) => rows.includes(`${name} installed`))
}

/** Those of the names that came along for others alone. */
async function automaticIn(place: Place, names: readonly string[]): Promise<string[]> {
  const { stdout } = await run(place, ['apt-mark', 'showauto', '--', ...names])
  const rows = stdout.toString('utf8').split('\n')
  return names.filter((name) => rows.includes(name))
}

/** Installs archives in a VPS that runs; those that were not asked for by name go with the last one that needs them. */
export async function install(place: Place, archives: readonly Archive[], names: readonly string[]): Promise<void> {
  if (archives.length === 0) return
  const { deps, project, service } = place
  const { engine } = deps
  const all = archives.map(({ name }) => name)
  const before = await presentIn(place, all)
  const automatic = await automaticIn(place, all)
  await engine.writeFile(project, service, noServers.path, noServers.content, { uid: 0, gid: 0, mode: 0o755 })
  const files: string[] = []
  for (const [index, { content }] of archives.entries()) {
    const path = `${folder}/reeve-${index}.deb`
    await engine.writeFile(project, service, path, content, { uid: 0, gid: 0, mode: 0o600 })
    files.push(path)
  }
  await succeed(place, [...apt, 'install', '--no-install-recommends', '--no-remove', '--allow-downgrades', '--', ...files])
  await succeed(place, ['rm', '-f', '--', ...files])
  // What was there before stays what it was: programs of the image must not go with the last package, and apt takes what it is given as asked for.
  const others = all.filter((name) => !names.includes(name) && (!before.includes(name) || automatic.includes(name)))
  if (others.length > 0) await succeed(place, ['apt-mark', 'auto', '--', ...others])
}

/** Takes packages away, with what came along for them alone. What another one needs stays. */
export async function uninstall(place: Place, names: readonly string[]): Promise<void> {
  // One that a new root never had is away already.
  const there = names.length === 0 ? [] : await presentIn(place, names)
  if (there.length === 0) return
  await succeed(place, ['apt-mark', 'auto', '--', ...there])
  await succeed(place, [...apt, '--purge', 'autoremove'])
}

/** Down, whatever it is doing. */
export async function bringDown(engine: Engine, project: string, service: string): Promise<void> {
  const state = (await engine.getState(project, service))?.state
  // Its processes end by themselves only when they run.
  if (state === 'frozen') await engine.setState(project, service, 'unfreeze')
  if (state !== 'stopped') await engine.setState(project, service, 'stop')
}
