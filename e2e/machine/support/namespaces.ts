/** Network namespaces of a test's own: a client, a gate and a service, with nothing of the machine or the installation in them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as after } from 'node:timers/promises'
import { serviceAddresses } from '../../../contracts/zones.ts'
import { program } from './engine.ts'

export interface Namespaces {
  /** Runs a program in one of the three. */
  run(where: 'client' | 'gate' | 'vps', argv: string[], input?: string): Promise<{ status: number; stdout: string; stderr: string }>
  /** Arguments of nsenter up to the program. */
  enter(where: 'client' | 'gate' | 'vps'): string[]
  close(): Promise<void>
}

/** Holds a namespace open. */
async function hold(): Promise<ChildProcess> {
  const child = spawn('unshare', ['-n', 'sleep', '600'], { stdio: 'ignore' })
  for (let tries = 0; tries < 100; tries += 1) {
    await after(20)
    const { stdout } = await program('readlink', [`/proc/${child.pid}/ns/net`])
    const { stdout: own } = await program('readlink', ['/proc/self/ns/net'])
    if (stdout !== '' && stdout !== own) return child
  }
  throw new Error('no namespace was made')
}

/**
 * Client and gate share a wire `uplink`, gate and service one `tenants`, named as in the gate. The client has the addresses `clients`, the service
 * has `services`; the gate answers for all addresses that services own.
 */
export async function makeNamespaces(clients: readonly string[], services: readonly string[]): Promise<Namespaces> {
  const held = { client: await hold(), gate: await hold(), vps: await hold() }
  const enter = (where: keyof typeof held) => ['-t', String(held[where].pid), '-n', '--']
  const run: Namespaces['run'] = (where, argv, input) => program('nsenter', [...enter(where), ...argv], input)
  const ip = async (where: keyof typeof held, ...argv: string[]) => {
    const { status, stderr } = await run(where, ['ip', ...argv])
    if (status !== 0) throw new Error(`ip ${argv.join(' ')}: ${stderr}`)
  }
  const wire = async (other: 'client' | 'vps', card: string, address: string) => {
    await ip('gate', 'link', 'add', card, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(held[other].pid))
    await ip('gate', 'addr', 'add', address, 'dev', card)
    await ip('gate', 'link', 'set', card, 'up')
    await ip(other, 'link', 'set', 'eth0', 'up')
  }
  await ip('gate', 'link', 'set', 'lo', 'up')
  await wire('client', 'uplink', '10.87.0.2/24')
  await wire('vps', 'tenants', '10.88.0.1/16')
  await ip('client', 'addr', 'add', '10.87.0.1/24', 'dev', 'eth0')
  for (const address of clients) await ip('client', 'addr', 'add', address, 'dev', 'eth0', ...(address.includes(':') ? ['nodad'] : []))
  await ip('client', 'route', 'add', 'default', 'via', '10.87.0.2')
  await ip('gate', 'route', 'add', 'local', serviceAddresses, 'dev', 'lo')
  await ip('gate', 'route', 'add', 'default', 'via', '10.87.0.1')
  for (const address of services) await ip('vps', 'addr', 'add', `${address}/16`, 'dev', 'eth0')
  await ip('vps', 'route', 'add', 'default', 'via', '10.88.0.1')
  await run('gate', ['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv4.conf.all.rp_filter=0', 'net.ipv4.conf.uplink.rp_filter=0'])
  return {
    run,
    enter,
    async close() {
      for (const child of Object.values(held)) child.kill('SIGKILL')
    },
  }
}
