/** Who listens on a port of the machine, by /proc. */
import { readText } from '../up/state.mjs'
import { engineProgram } from './incus.mjs'
import { argvOf, holdsSocket, processesOf } from './processes.mjs'

const listening = '0A'
const hex = (address, port) => {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))
  return `${bytes.reverse().join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase()
}

/** Inode of the socket that listens on an IPv4 address and port, in the text of /proc/net/tcp; undefined when none does. */
export function listenerIn(text, address, port) {
  for (const line of text.split('\n').slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
    if (local === hex(address, port) && state === listening) return inode
  }
  return undefined
}

/** Whether a helper of the engine listens there: it passes connections on also while the engine itself is dead. */
export function engineForwards(address, port) {
  const inode = listenerIn(readText('/proc/net/tcp') ?? '', address, port)
  if (inode === undefined) return false
  return processesOf(engineProgram).some((pid) => argvOf(pid)[1] === 'forkproxy' && holdsSocket(pid, inode))
}
