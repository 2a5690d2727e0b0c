/** The host's own listeners: the engine passes their connections into the zones, and one way out of the backend to where people sign in. */

import { lookup } from 'node:dns/promises'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { writeFileAtomic } from '../up/state.mjs'

export const cliSocket = '/run/reeve/api.sock'
const temporaryFiles = '/etc/tmpfiles.d/reeve.conf'

/** On the loopback of the backend's zone. */
export const signInPort = 8443

/** Address of the sign-in server, as the engine wants it. */
export async function addressOf(signIn) {
  if (signIn === undefined) return undefined
  const found = await lookup(signIn, { family: 4 }).catch(() => undefined)
  if (found === undefined) throw new Error(`${signIn} has no IPv4 address that this machine knows. Correct --sign-in, or write "none".`)
  return found.address
}

/** Zone -> devices. `signInAddress`: where the backend may connect to, on port 443; undefined: nowhere. */
export function proxiesOf(zones, signInAddress) {
  const gate = zones.cards.gate.uplink[1]
  return {
    backend: {
      cli: {
        type: 'proxy',
        bind: 'host',
        listen: `unix:${cliSocket}`,
        connect: 'unix:/run/reeve/cli.sock',
        mode: '0600',
        uid: '0',
        gid: '0',
      },
      ...(signInAddress !== undefined && {
        'sign-in': { type: 'proxy', bind: 'instance', listen: `tcp:127.0.0.1:${signInPort}`, connect: `tcp:${signInAddress}:443` },
      }),
    },
    gate: { panel: { type: 'proxy', bind: 'host', listen: 'tcp:127.0.0.1:8090', connect: `tcp:${gate}:80` } },
  }
}

const answers = (path) =>
  new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
    setTimeout(() => resolve(false), 1000).unref()
  })

/** The folder of the socket, also after a reboot; a socket that nobody listens on any more is taken away, or the engine could not make its own. */
export async function prepareSocketFolder() {
  mkdirSync('/run/reeve', { recursive: true, mode: 0o700 })
  writeFileAtomic(temporaryFiles, 'd /run/reeve 0700 root root -\n', 0o644)
  if (existsSync(cliSocket) && !(await answers(cliSocket))) rmSync(cliSocket, { force: true })
}

export function removeSocketFolder() {
  rmSync('/run/reeve', { recursive: true, force: true })
  rmSync(temporaryFiles, { force: true })
}
