import { readFile } from 'node:fs/promises'
import { serviceAddresses } from '../../../contracts/zones.ts'
import { execOk } from '../../core/exec.ts'
import { renderFirewall } from './render/firewall.ts'

/** What the gate's VPS needs around HAProxy: its firewall, the services' own addresses, and quick neighbours. Safe to repeat. */
export async function prepareHost(): Promise<void> {
  const firewall = renderFirewall()
  await execOk(['nft', '-c', '-f', '-'], { input: firewall })
  await execOk(['nft', '-f', '-'], { input: firewall })
  // Every address of the range is the gate's own, without listing them.
  await execOk(['ip', 'route', 'replace', 'local', serviceAddresses, 'dev', 'lo'])
  // A VPS that boots is asked for its hardware address every few milliseconds instead of every second: the question is part of each wake.
  await execOk(['ip', 'ntable', 'change', 'name', 'arp_cache', 'dev', 'tenants', 'retrans', '10'])
}

/** Limit of open files of this process, which HAProxy has too: the same supervisor starts both. */
export async function descriptorLimit(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8')
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024)
}
