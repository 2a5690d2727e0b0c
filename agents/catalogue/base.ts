import { askFiles, askProcess } from './asks.ts'
import { execlineProgram, execlineScript, type Script } from './execline.ts'
import { type Argv, dataPath, type Kind, type Process, type QuickScript, type RootFile } from './kind.ts'

/** Alias of a kind's image in the engine's project `default`. */
export const imageAlias = (kind: string): string => `reeve-kind-${kind}`

/** From which port on the programs of the VPS may listen; empty: from 1024, as everywhere. */
export const firstPortFile = '/etc/reeve/first-port'
export const firstPortProgram = '/usr/lib/reeve/first-port'
const firstPortSetting = '/proc/sys/net/ipv4/ip_unprivileged_port_start'
const firstPortLines: QuickScript = {
  sh: [`[ -s ${firstPortFile} ] && exec cat ${firstPortFile} >${firstPortSetting}`, `echo 1024 >${firstPortSetting}`],
}

/** What one image is made of, base and kind together. `commands` run inside it as root, after packages and files. */
export interface ImagePlan {
  alias: string
  packages: string[]
  files: RootFile[]
  commands: Argv[]
}

const services = '/etc/s6/services'
/** Where the supervisor has a process. */
export const processFolder = (name: string): string => `${services}/${name}`
/**
 * All output of all processes; one logger reads it, so a service costs no second process. Servers that open their log by name are given this one:
 * `/dev/stdout` cannot be opened where their configuration is checked.
 */
export const logPipe = '/var/log/reeve.pipe'
/** Where `service.logs` finds the newest lines. */
export const logFile = '/var/log/reeve/current'
const prepared = `${dataPath}/.prepared`
/** Debian keeps the words of execline apart. */
const path = '/usr/lib/execline/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * PID 1. Sets the address that the engine passes in the environment, mounts what tenants may write (never the root: its pool has no quota) and
 * becomes the supervisor. Every program more is a millisecond more of the first request's time.
 */
const init = (socket: string | undefined): QuickScript => ({
  sh: [
    // Open for reading too, so that nobody who writes meets a pipe without a reader.
    `exec <>${logPipe} >&0 2>&0`,
    'exec </dev/null',
    `export PATH=${path} LANG=C.UTF-8`,
    // Tells the gate where the address is: a connection that came too early would wait a second for the next question.
    'echo 1 >/proc/sys/net/ipv4/conf/all/arp_notify',
    'ip -batch - <<END',
    'link set lo up',
    'address add $REEVE_ADDRESS dev eth0',
    'link set eth0 up',
    'route add default via $REEVE_GATEWAY',
    'END',
    `[ -e ${prepared} ] || /usr/lib/reeve/first-boot`,
    'mount -a',
    `[ -s ${firstPortFile} ] && ${firstPortProgram}`,
    `exec ${socket === undefined ? '' : `s6-ipcserver-socketbinder -B -a 0666 ${socket} `}s6-svscan ${services}`,
  ],
})

/** `inside FOLDER PROGRAM ARG...`: runs a program in a folder of the data volume, as soon as the first boot has made it. */
export const insideProgram = '/usr/lib/reeve/inside'
const inside: Script[] = [
  ['foreground', ['loopwhilex', '-x', '0', 'ifelse', ['test', '-e', prepared], ['true'], 'if', ['sleep', '0.01'], 'false']],
  ['umask', '022'],
  ['cd', '$1'],
  ['$@'],
]

const fstab = [
  'tmpfs /run tmpfs mode=0755,size=16m,nosuid,nodev 0 0',
  'tmpfs /dev/shm tmpfs mode=1777,size=64m,nosuid,nodev,X-mount.mkdir 0 0',
  `${dataPath}/tmp /tmp none bind,nosuid,nodev 0 0`,
  '',
].join('\n')

const shellScript = ({ sh }: QuickScript): string => `#!/bin/sh\n${sh.join('\n')}\n`

/** Lines of which each must succeed before the next begins. */
const inOrder = (lines: readonly Script[], last: Script): string => execlineScript(...lines.map((line): Script => ['if', line]), last)

/** By number: looking up a name is two programs more at each start. */
const logUser = 900

const logger: Process = {
  name: 'log',
  run: { sh: [`exec s6-applyuidgid -u ${logUser} -g ${logUser} -G '' s6-log -b n4 s1000000 T /var/log/reeve <${logPipe}`] },
}

function processFiles({ name, run, downSignal }: Process): RootFile[] {
  const folder = processFolder(name)
  return [
    { path: `${folder}/run`, content: 'sh' in run ? shellScript(run) : execlineScript(run), mode: 0o755 },
    // Milliseconds; one that does not stop in time must not hold up the whole VPS.
    { path: `${folder}/timeout-kill`, content: '8000\n', mode: 0o644 },
    ...(downSignal === undefined ? [] : [{ path: `${folder}/down-signal`, content: `${downSignal}\n`, mode: 0o644 }]),
  ]
}

/** Everything about the image of one kind, for its builder. */
export function imageOf(kind: Kind): ImagePlan {
  const firstBoot: Script[] = [
    ['install', '-d', '-m', '0755', dataPath],
    ['install', '-d', '-m', '1777', `${dataPath}/tmp`],
    ...kind.firstBoot,
  ]
  return {
    alias: imageAlias(kind.kind),
    packages: ['s6', 'execline', 'netbase', 'iproute2', 'ca-certificates', 'tzdata', ...kind.image.packages],
    files: [
      { path: '/usr/lib/reeve/init', content: shellScript(init(kind.socket)), mode: 0o755 },
      { path: '/usr/lib/reeve/first-boot', content: inOrder(firstBoot, ['touch', prepared]), mode: 0o755 },
      { path: firstPortProgram, content: shellScript(firstPortLines), mode: 0o755 },
      { path: insideProgram, content: execlineProgram(1, ...inside), mode: 0o755 },
      { path: '/etc/fstab', content: fstab, mode: 0o644 },
      // The engine asks for a clean stop with this signal.
      { path: `${services}/.s6-svscan/SIGPWR`, content: execlineScript(['s6-svscanctl', '-t', services]), mode: 0o755 },
      { path: `${services}/.s6-svscan/finish`, content: execlineScript(['true']), mode: 0o755 },
      // The logger and what takes requests last: what answers goes before them.
      ...[...kind.processes, logger, askProcess].flatMap(processFiles),
      ...askFiles,
      ...kind.image.files,
    ],
    commands: [
      ['groupadd', '--gid', String(logUser), 'reevelog'],
      ['useradd', '--uid', String(logUser), '--gid', String(logUser), '--no-create-home', '--shell', '/usr/sbin/nologin', 'reevelog'],
      ['install', '-d', '-o', 'reevelog', '-m', '0755', '/var/log/reeve'],
      ['install', '-d', '-m', '0755', '/etc/reeve'],
      ['rm', '-f', logPipe],
      // Whoever writes to it has it open already; PHP opens it once more by name, as the site's user.
      ['mkfifo', '-m', '0622', logPipe],
      ['ln', '-sfn', '/usr/lib/reeve/init', '/sbin/init'],
      ['rm', '-rf', '/var/tmp'],
      ['ln', '-s', '/tmp', '/var/tmp'],
      ...kind.image.commands,
    ],
  }
}
