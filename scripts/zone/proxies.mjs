/** The host's own listeners, whose connections the engine passes into the zones, and the backend's, whose it passes out. */
import { lookup } from 'node:dns/promises'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { writeFileAtomic } from '../up/state.mjs'

export const cliSocket = '/run/reeve/api.sock'
const temporaryFiles = '/etc/tmpfiles.d/reeve.conf'

/** A way out of the backend: `target` is HOST:PORT as the machine's root wrote it. The engine wants an address. */
async function wayOut({ address, port }, target) {
  const [host, targetPort] = target.split(':')
  const found = await lookup(host, { family: 4 }).catch((error) => {
    throw new Error(`${host} has no address (${error.code}). Check the name, or write --mail-relay none or --web-proxy none.`)
  })
  return { type: 'proxy', bind: 'instance', listen: `tcp:${address}:${port}`, connect: `tcp:${found.address}:${targetPort}` }
}

/** Zone -> devices. */
export async function proxiesOf(zones, { mailRelay, webProxy }) {
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
      ...(mailRelay === undefined ? {} : { relay: await wayOut(zones.waysOut.relay, mailRelay) }),
      ...(webProxy === undefined ? {} : { proxy: await wayOut(zones.waysOut.proxy, webProxy) }),
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
