import { readFile } from 'node:fs/promises'
import { execOk } from '../../core/exec.ts'

/**
 * A VPS that boots is asked for its hardware address every few milliseconds instead of every second: the question is part of each wake. (Cards,
 * routes and the base firewall are set when the gate's VPS boots, before any process.)
 */
export async function quickenNeighbours(): Promise<void> {
  await execOk(['ip', 'ntable', 'change', 'name', 'arp_cache', 'dev', 'tenants', 'retrans', '10'])
}

/** Limit of open files of this process, which HAProxy has too: the same supervisor starts both. */
export async function descriptorLimit(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8')
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024)
}
