import { readFileSync } from 'node:fs'
import { program } from './engine.ts'

export interface Target {
  address: string
  port: number
}

/** Tries the targets, hundreds at once, from inside a network namespace, as one user of the user namespace, and answers those that accepted. */
const connector = `
const net = require('node:net')
const targets = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
const open = []
const next = async () => {
  for (let target = targets.pop(); target !== undefined; target = targets.pop()) {
    await new Promise((resolve) => {
      const socket = net.connect({ host: target.address, port: target.port })
      const end = () => { clearTimeout(timer); socket.destroy(); resolve() }
      const timer = setTimeout(end, 5000)
      socket.on('connect', () => { open.push(target); end() })
      // Accepted, then reset at once: open all the same. A closed port refuses.
      socket.on('error', (error) => { if (error.code === 'ECONNRESET') open.push(target); end() })
    })
  }
}
Promise.all(Array.from({ length: 512 }, next)).then(() => console.log(JSON.stringify(open)))
`

/** `process`: 0 for the host itself. `user`: id inside the zone. */
export async function openFrom(process: number, user: number, targets: Target[]): Promise<Target[]> {
  const node = [globalThis.process.execPath, '-e', connector]
  const [file, ...argv] =
    process === 0 ? node : ['nsenter', '-t', String(process), '-U', '-n', '-S', String(user), '-G', String(user), '--', ...node]
  const outcome = await program(file as string, argv, JSON.stringify(targets))
  if (outcome.status !== 0) throw new Error(`the probe failed: ${outcome.stderr}`)
  return JSON.parse(outcome.stdout) as Target[]
}

/** TCP ports that something listens at in the network namespace of a process, other than on loopback. */
export function listeningPorts(process: number): number[] {
  const ports = new Set<number>()
  for (const file of ['tcp', 'tcp6']) {
    const lines = readFileSync(`/proc/${process === 0 ? 'self' : process}/net/${file}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
    for (const line of lines) {
      const [, local = '', , state] = line.trim().split(/\s+/)
      const [address = '', port = '0'] = local.split(':')
      const loopback = address.endsWith('7F') && address.length === 8 ? true : address === '00000000000000000000000001000000'
      if (state === '0A' && !loopback) ports.add(Number.parseInt(port, 16))
    }
  }
  return [...ports]
}
