import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { ReeveError } from '../../../contracts/errors.ts'
import { exec, execOk } from '../../core/exec.ts'
import { installedOf, isWhole, type Policy, planOf, policiesOf, progressOf } from './parse.ts'

/** apt and dpkg of the machine, or of a folder that a test has made into one. */
export interface AptOptions {
  apt?: readonly string[]
  dpkg?: readonly string[]
}
/** How far it is, in percent, and what happens now. */
export type Follow = (percent: number, text: string) => void

const maxOutputBytes = 67_108_864
const followMs = 500

/** The programs of apt and dpkg, each by argv. Nothing asks a question: settings that the administrator changed stay as they are. */
export interface Apt {
  update(): Promise<void>
  /** What `apt-get` would do; throws `conflict` with its own words when it cannot. */
  simulate(argv: readonly string[]): Promise<ReturnType<typeof planOf>>
  /** Lines of `--print-uris`. */
  uris(argv: readonly string[]): Promise<string>
  installed(): Promise<Map<string, string>>
  automatic(): Promise<Set<string>>
  markAutomatic(names: readonly string[]): Promise<void>
  /** Candidates without regard to what the machine has. */
  policies(names: readonly string[], bare?: boolean): Promise<Map<string, Policy>>
  changelog(pinned: string): Promise<string | undefined>
  /** Fetches archives into a folder. */
  download(pinned: readonly string[], folder: string): Promise<void>
  /** Makes the archive of a package anew from its files on the machine, in a folder. */
  repack(name: string, folder: string): Promise<void>
  /** Installs archives by dpkg alone, which does so also where apt has given up. */
  unpack(files: readonly string[], log: string): Promise<void>
  /** Changes the machine. Answers the exit status; what it says goes to `log`, so that it outlives us. */
  change(argv: readonly string[], log: string, follow: Follow): Promise<number | null>
  /** Sets up what a power cut or a failing script left half done. True when all is whole after it. */
  configure(log: string): Promise<boolean>
  isWhole(): Promise<boolean>
  architecture(): Promise<string>
}

const answers = ['DEBIAN_FRONTEND=noninteractive', 'NEEDRESTART_MODE=l', 'APT_LISTCHANGES_FRONTEND=none', 'LC_ALL=C.UTF-8']
const confold = ['--force-confdef', '--force-confold']

export function createApt({ apt = [], dpkg = [] }: AptOptions = {}, limitMs = 1_500_000): Apt {
  const settings = [...[...confold, ...dpkg].flatMap((option) => ['-o', `Dpkg::Options::=${option}`]), ...apt]
  const get = (argv: readonly string[]): [string, ...string[]] => [
    ...(['/usr/bin/env', ...answers, 'apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=300'] as const),
    ...['-o', 'Dpkg::Use-Pty=0', ...settings, ...argv],
  ]
  const look = (program: string, argv: readonly string[]): [string, ...string[]] => ['/usr/bin/env', 'LC_ALL=C', program, ...argv]
  const options = { maxOutputBytes, timeoutMs: 120_000 }
  const architecture = async () => (await execOk(['dpkg', '--print-architecture'])).trim()
  const whole = async () => isWhole((await exec(look('dpkg', [...dpkg, '--audit']), options)).stdout)

  async function change(argv: [string, ...string[]], log: string, follow: Follow): Promise<number | null> {
    const file = openSync(log, 'a', 0o600)
    const end = fstatSync(file).size
    const reading = openSync(log, 'r')
    const timer = setInterval(() => {
      const progress = progressOf(tailOf(reading, end))
      if (progress !== undefined) follow(progress.percent, progress.text)
    }, followMs)
    try {
      return (await exec(argv, { timeoutMs: limitMs, log: file })).status
    } finally {
      clearInterval(timer)
      closeSync(reading)
      closeSync(file)
    }
  }

  return {
    update: async () => {
      await execOk(get(['update']), { ...options, timeoutMs: 240_000 })
    },
    async simulate(argv) {
      const { status, stdout, stderr } = await exec(get(['-s', '-o', 'Debug::NoLocking=1', ...argv]), options)
      if (status === 0) return planOf(stdout)
      const said = stderr
        .split('\n')
        .filter((line) => line.startsWith('E: '))
        .map((line) => line.slice(3))
      throw new ReeveError('conflict', `apt cannot do this: ${said.join(' ').slice(0, 300)}`, new Error(`${stdout}${stderr}`.slice(-4000)))
    },
    uris: (argv) => execOk(get(['--print-uris', '-o', 'Debug::NoLocking=1', ...argv]), options),
    installed: async () => installedOf(await execOk(query(dpkg), options), await architecture()),
    automatic: async () => new Set((await execOk(look('apt-mark', [...apt, 'showauto']), options)).split('\n')),
    markAutomatic: async (names) => {
      if (names.length > 0) await execOk(look('apt-mark', [...apt, 'auto', ...names]), options)
    },
    policies: async (names, bare = false) => {
      if (names.length === 0) return new Map()
      const nobody = bare ? ['-o', 'Dir::State::status=/dev/null'] : []
      return policiesOf(await execOk(look('apt-cache', [...apt, ...nobody, 'policy', ...names]), options))
    },
    changelog: async (pinned) => {
      const argv = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=5', '-o', 'Acquire::https::Timeout=5', 'changelog', pinned]
      const { status, stdout } = await exec(get(argv), { ...options, timeoutMs: 10_000 }).catch(() => ({ status: 1, stdout: '' }))
      return status === 0 ? stdout : undefined
    },
    download: async (pinned, folder) => {
      // Into a folder that is root's alone; elsewhere apt fetches as its own user.
      await execOk(get(['-o', 'APT::Sandbox::User=root', 'download', ...pinned]), { ...options, cwd: folder, timeoutMs: 600_000 })
    },
    repack: async (name, folder) => {
      const root = dpkg.filter((option) => option.startsWith('--root='))
      await execOk(look('dpkg-repack', [...root, '--', name]), { ...options, cwd: folder })
    },
    unpack: async (files, log) => {
      await change(
        ['/usr/bin/env', ...answers, 'dpkg', ...confold, '--force-downgrade', ...dpkg, '--install', '--', ...files],
        log,
        () => undefined,
      )
    },
    change: (argv, log, follow) => change(get(['-o', 'APT::Status-Fd=1', ...argv]), log, follow),
    async configure(log) {
      await change(['/usr/bin/env', ...answers, 'dpkg', ...confold, ...dpkg, '--configure', '-a'], log, () => undefined)
      return whole()
    },
    isWhole: whole,
    architecture,
  }
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
const format = '${db:Status-Abbrev} ${binary:Package} ${Version}\n'
const query = (dpkg: readonly string[]): [string, ...string[]] => [
  'dpkg-query',
  ...dpkg.filter((option) => /^--(?:root|admindir)=/.test(option)),
  '-W',
  '-f',
  format,
]

/** The end of a file that somebody else writes to, from `start` on at the earliest. */
export function tailOf(file: number, start: number, most = 65_536): string {
  const { size } = fstatSync(file)
  const from = Math.max(start, size - most)
  const buffer = Buffer.alloc(Math.max(0, size - from))
  return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, from)).toString('utf8')
}
