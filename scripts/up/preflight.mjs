/** Looks at the machine before anything is changed, and names everything that is missing in one list. */
import { existsSync, rmSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, totalmem } from 'node:os'
import { join } from 'node:path'
import { forwardedPorts } from '../host/forwards.mjs'
import { engineAnswers, lookUp } from '../host/incus.mjs'
import { missingHostPackages } from './packages.mjs'
import { run } from './run.mjs'
import { readState, readText } from './state.mjs'
import { isSupported } from './system.mjs'

const giB = 2 ** 30
const ourNetworks = ['10.87.', '10.88.']
const ourCards = /^rv-/

function systemProblems(system) {
  const problems = []
  if (process.getuid?.() !== 0) problems.push('Run it as root: it makes containers, networks and file systems.')
  if (process.platform !== 'linux' || !isSupported(system)) {
    problems.push(`This is ${system.pretty}. Reeve runs on Debian 12, Debian 13 and Ubuntu 24.04.`)
  }
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 9)) problems.push(`Node is ${process.version}. Install Node 20.9 or newer, best 24.`)
  if (!existsSync('/proc/self/ns/user') || readText('/proc/sys/user/max_user_namespaces')?.trim() === '0') {
    problems.push('The kernel gives no user namespaces. Set the sysctl user.max_user_namespaces to 10000 or more.')
  }
  if (!existsSync('/dev/loop-control')) problems.push('There are no loop devices (/dev/loop-control), which the storage pools need.')
  return problems
}

function sizeProblems(installed) {
  const problems = []
  const folder = existsSync('/var/lib/incus') ? '/var/lib/incus' : '/var/lib'
  const { bavail, bsize } = statfsSync(folder)
  // An installation has what it needs; it only has to live on.
  const needed = installed ? 1 : 8
  const free = (bavail * bsize) / giB
  if (free < needed) problems.push(`${folder} has ${free.toFixed(1)} GiB free. It needs ${needed} GiB.`)
  // Two GiB machines report a little less.
  if (totalmem() < 1.8 * giB) problems.push(`The machine has ${(totalmem() / giB).toFixed(1)} GiB of memory. It needs 2 GiB.`)
  return problems
}

function addressProblems() {
  const problems = []
  for (const [card, addresses] of Object.entries(networkInterfaces())) {
    for (const { address } of ourCards.test(card) ? [] : (addresses ?? [])) {
      if (ourNetworks.some((start) => address.startsWith(start))) {
        problems.push(`The address ${address} of ${card} lies in a network that Reeve needs (10.87.0.0/16, 10.88.0.0/16). Change it.`)
      }
    }
  }
  for (const line of (readText('/proc/net/route') ?? '').split('\n').slice(1)) {
    const [card = '', hex = ''] = line.split('\t')
    const address = (hex.match(/../g) ?? [])
      .reverse()
      .map((byte) => Number.parseInt(byte, 16))
      .join('.')
    if (!ourCards.test(card) && ourNetworks.some((start) => address.startsWith(start))) {
      problems.push(`A route to ${address} by ${card} is in the way of Reeve's networks (10.87.0.0/16, 10.88.0.0/16). Change it.`)
    }
  }
  return problems
}

const canListen = (address, port) =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(error.code))
    server.listen(port, address, () => server.close(() => resolve(undefined)))
  })

/** Whether our own gate holds the panel's port already. */
async function ourPort() {
  if (!(await engineAnswers())) return false
  const gate = await lookUp('/1.0/instances/gate', { project: 'reeve' }).catch(() => undefined)
  return gate?.status === 'Running' && gate.devices.panel !== undefined
}

async function portProblems({ address }) {
  const problems = []
  const taken = (host, port) => `Port ${port} of ${host} is taken by another program. Stop it, or give it another port.`
  if (!(await ourPort()) && (await canListen('127.0.0.1', 8090)) === 'EADDRINUSE') problems.push(taken('127.0.0.1', 8090))
  for (const port of address === undefined ? [] : forwardedPorts) {
    // What the engine forwards leaves the port itself free.
    const code = await canListen(address, port)
    if (code === 'EADDRINUSE') problems.push(taken(address, port))
    if (code === 'EADDRNOTAVAIL') return [...problems, `${address} is no address of this machine.`]
  }
  return problems
}

/** Fetches one small index by apt's own means, with its proxies, certificates and passwords. */
async function sourceProblems(system) {
  if ((await missingHostPackages()).length === 0 && existsSync('/var/lib/incus/unix.socket')) return []
  const { stdout, code } = await run(['apt-get', 'indextargets', '--format', '$(REPO_URI)|$(RELEASE)|$(CODENAME)'], { accept: [0, 100] })
  const rows = stdout.split('\n').map((line) => line.split('|'))
  const own = rows.find((row) => row[1] === system.codename || row[2] === system.codename)
  if (code !== 0 || own === undefined) return [`apt has no package source for ${system.codename}. Add one below /etc/apt.`]
  const target = join('/tmp', `reeve-preflight-${process.pid}`)
  const uri = `${own[0].replace(/\/$/, '')}/dists/${system.codename}/Release`
  try {
    await run(['/usr/lib/apt/apt-helper', '-o', 'Acquire::Retries=2', '-o', 'Acquire::http::Timeout=20', 'download-file', uri, target], {
      timeoutMs: 90_000,
    })
    return []
  } catch {
    return ['The package source of the system does not answer. Try "apt-get update" and mend what it says.']
  } finally {
    rmSync(target, { force: true })
  }
}

/** All problems, each a sentence that says what to do. Changes nothing. */
export async function findProblems(system, options) {
  const basic = systemProblems(system)
  const sizes = sizeProblems(readState().installed === true)
  const addresses = addressProblems()
  const ports = await portProblems(options)
  const sources = isSupported(system) ? await sourceProblems(system) : []
  return [...basic, ...sizes, ...addresses, ...ports, ...sources]
}
