/**
 * The host agent (agents/host/): the one program of Reeve that is root on the machine, and the watchdog that brings its firewall back. By systemd
 * where that is PID 1, else started by hand, like the engine.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { repository } from '../build/repository.mjs'
import { records } from '../image/building.mjs'
import { run } from '../up/run.mjs'
import { home, readState, readText, remember, writeFileAtomic } from '../up/state.mjs'
import { until } from '../up/steps.mjs'
import { codeFolder, nodeFolder } from '../zone/instances.mjs'
import { pki } from '../zone/pki.mjs'
import { nodeOf } from '../zone/supervise.mjs'
import { startByHand } from './daemons.mjs'
import { forwardedPorts } from './forwards.mjs'
import { argvOf, endProcess, hasSystemd, processesOf } from './processes.mjs'
import { removeUnitFile } from './unit.mjs'

const state = join(home, 'host')
const firewallFolder = join(state, 'firewall')
const configPath = join(state, 'config.json')
const node = join(nodeFolder, 'bin', 'node')
const shell = '/bin/sh'
const watchdogScript = join(repository, 'scripts', 'image', 'files', 'firewall-watchdog.sh')
const units = '/etc/systemd/system'
const names = { agent: 'reeve-host', watchdog: 'reeve-host-watchdog' }

const quoted = (argv) => argv.map((word) => `"${word}"`).join(' ')

/**
 * What it does needs root, the machine's files, mounts (for images) and nftables; what none of it needs is taken away. Programs that it has under
 * way go on when it is started anew: half an upgrade is worse than none.
 */
export const agentUnit = (argv) => `[Unit]
Description=Reeve: host agent
After=network.target
Wants=${names.watchdog}.service

[Service]
ExecStart=${quoted(argv)}
Restart=always
RestartSec=2
KillMode=process
OOMPolicy=continue
UMask=0022
LockPersonality=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=read-only
ProtectHostname=yes
ProtectKernelLogs=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=mnt pid
RestrictRealtime=yes
CapabilityBoundingSet=~CAP_SYS_BOOT CAP_SYS_MODULE CAP_SYS_RAWIO CAP_SYS_TIME CAP_SYS_PACCT CAP_SYSLOG CAP_WAKE_ALARM CAP_BLOCK_SUSPEND CAP_AUDIT_CONTROL CAP_MAC_ADMIN

[Install]
WantedBy=multi-user.target
`

/** It reads two files and runs nft: nothing else is open to it. */
export const watchdogUnit = (argv, folder) => `[Unit]
Description=Reeve: brings the machine's firewall back when nobody confirmed a change
After=local-fs.target

[Service]
ExecStart=${quoted(argv)}
Restart=always
RestartSec=1
CapabilityBoundingSet=CAP_NET_ADMIN
IPAddressDeny=any
LockPersonality=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=read-only
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelTunables=yes
ProtectSystem=strict
ReadWritePaths=${folder}
RestrictAddressFamilies=AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes

[Install]
WantedBy=multi-user.target
`

/** Ports of the machine's SSH server, of the text of its configuration files. */
export function sshPorts(texts) {
  const ports = texts.flatMap((text) => [...text.matchAll(/^\s*Port\s+(\d+)\s*$/gim)].map((match) => Number(match[1])))
  return ports.length === 0 ? [22] : [...new Set(ports)]
}

function sshFiles() {
  const folder = '/etc/ssh/sshd_config.d'
  const more = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.conf')) : []
  return ['/etc/ssh/sshd_config', ...more.map((name) => join(folder, name))].map((path) => readText(path) ?? '')
}

function configOf({ endpoints, cards }) {
  return {
    listen: endpoints.host,
    tls: { certificate: join(pki, 'host.crt'), key: join(pki, 'host.key'), authority: join(pki, 'ca.crt') },
    from: [cards.keep.host[1]],
    state,
    // The engine's own command wants a home.
    images: ['/usr/bin/env', `HOME=${state}`, process.execPath, join(repository, 'scripts', 'image.mjs')],
    imageRecords: records,
    code: [process.execPath, join(repository, 'scripts', 'code.mjs')],
    control: [process.execPath, join(repository, 'scripts', 'control.mjs')],
    keptOpen: [...new Set([...sshPorts(sshFiles()), ...forwardedPorts])].sort((a, b) => a - b),
  }
}

/** Processes of ours with this program, whatever their release is. */
const running = (argv) => processesOf(argv[0]).filter((pid) => argvOf(pid).includes(argv.at(-1)))
/** A shell goes by the name of the file behind the link. */
const watchdogs = () => processesOf('/usr/bin/dash').filter((pid) => argvOf(pid)[1] === watchdogScript)

const listens = ({ address, port }) =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 2000 })
    const end = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false))
  })

async function bySystemd(texts, stale) {
  const changed = Object.entries(texts).filter(([name, text]) => readText(join(units, `${name}.service`)) !== text)
  for (const [name, text] of changed) writeFileAtomic(join(units, `${name}.service`), text, 0o644)
  await run(['systemctl', 'daemon-reload'])
  for (const name of Object.keys(texts)) {
    await run(['systemctl', 'enable', '--now', `${name}.service`])
    if (stale || changed.some(([other]) => other === name)) await run(['systemctl', 'restart', `${name}.service`])
  }
}

async function byHand(argv, watchdog, stale) {
  if (watchdogs().length === 0) startByHand('host-watchdog', watchdog)
  const present = running(argv)
  if (present.length === 1 && !stale) return
  // Only itself: what it has under way goes on.
  for (const pid of present) await endProcess(pid, 10_000)
  startByHand('host', argv)
}

/** Brings it to running, with this release of its code and this configuration. */
export async function ensureHostAgent(zones, release) {
  mkdirSync(firewallFolder, { recursive: true, mode: 0o700 })
  const config = `${JSON.stringify(configOf(zones), null, 2)}\n`
  const argv = [node, ...nodeOf(64, 2).slice(1), join(codeFolder('host'), 'host', release, 'main.js'), configPath]
  const watchdog = [shell, watchdogScript, firewallFolder]
  const keys = ['host.crt', 'host.key', 'ca.crt'].map((name) => readFileSync(join(pki, name), 'utf8'))
  const stamp = createHash('sha256')
    .update(JSON.stringify([argv, config, keys, process.version]))
    .digest('hex')
  const stale = readState().hostAgent !== stamp
  writeFileAtomic(configPath, config)
  if (hasSystemd()) {
    const texts = { [names.watchdog]: watchdogUnit(watchdog, firewallFolder), [names.agent]: agentUnit(argv) }
    await bySystemd(texts, stale)
  } else await byHand(argv, watchdog, stale)
  await until('the host agent on the wire to the keep', 30_000, () => listens(zones.endpoints.host))
  remember({ hostAgent: stamp })
  return stale ? 'started' : 'as wanted'
}

/** Ids of the agent and its watchdog. */
export const hostAgentProcesses = () => [...running([node, configPath]), ...watchdogs()]

export async function stopHostAgent() {
  if (hasSystemd()) {
    const present = Object.values(names).filter((name) => existsSync(join(units, `${name}.service`)))
    if (present.length > 0) await run(['systemctl', 'stop', ...present.map((name) => `${name}.service`)])
    return 'stopped'
  }
  // A change that waits goes back at the next start.
  for (const pid of hostAgentProcesses()) await endProcess(pid, 10_000)
  return 'stopped'
}

export async function removeHostAgent() {
  await stopHostAgent()
  const files = Object.values(names).map((name) => join(units, `${name}.service`))
  const present = files.filter((path) => existsSync(path))
  if (present.length > 0) {
    await run(['systemctl', 'disable', ...Object.values(names).map((name) => `${name}.service`)], { accept: [0, 1] })
    for (const path of present) removeUnitFile(path)
    await run(['systemctl', 'daemon-reload'])
  }
  // An earlier purge may have come as far as the packages.
  if (existsSync('/usr/sbin/nft')) await run(['/usr/sbin/nft', 'delete', 'table', 'inet', 'reeve_host'], { accept: [0, 1] })
}
