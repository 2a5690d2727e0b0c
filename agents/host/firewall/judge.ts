import { ReeveError } from '../../../contracts/errors.ts'
import type { PortRange } from '../../../contracts/firewall.ts'
import type { HostFirewall, HostRule } from '../../../contracts/host.ts'

const covers = ({ protocol, ports }: HostRule, port: number): boolean => {
  if (protocol !== 'any' && protocol !== 'tcp') return false
  return ports.length === 0 || ports.some(({ from, to }: PortRange) => from <= port && port <= to)
}
const everybody = (networks: readonly string[]) => networks.length === 0 || networks.some((text) => text === '0.0.0.0/0' || text === '::/0')

/**
 * Throws `bad_input` for rules that would leave a kept port to nobody. Who narrows one says first who may still come in. The word that
 * confirms a change comes through the gate, and could not tell.
 */
export function refuseLockOut({ rules }: HostFirewall, keptOpen: readonly number[]): void {
  for (const port of keptOpen) {
    for (const rule of rules.filter((each) => each.enabled && covers(each, port))) {
      if (rule.verdict === 'allow') break
      if (everybody(rule.networks))
        throw new ReeveError(
          'bad_input',
          `These rules let nobody in at port ${port}. Put a rule that allows it to somebody before the one that denies it.`,
        )
    }
  }
}
