import { ReeveError } from '../../../contracts/errors.ts'
import type { PortRange } from '../../../contracts/firewall.ts'
import type { HostFirewall, HostRule } from '../../../contracts/host.ts'
import { lastOf, merge, type Range, rangeOf } from '../../../contracts/networks.ts'

const covers = ({ protocol, ports }: HostRule, port: number): boolean => {
  if (protocol !== 'any' && protocol !== 'tcp') return false
  return ports.length === 0 || ports.some(({ from, to }: PortRange) => from <= port && port <= to)
}
/** The whole of each family, where none is named. */
const rangesOf = ({ networks }: HostRule): Range[] =>
  networks.length === 0
    ? ([4, 6] as const).map((family) => ({ family, first: 0n, last: lastOf(family) }))
    : networks.flatMap((text) => rangeOf(text) ?? [])
const covered = (by: readonly Range[], { family, first, last }: Range): boolean =>
  by.some((range) => range.family === family && range.first <= first && last <= range.last)

/**
 * Throws `bad_input` for rules that would leave a kept port to nobody, also when several close it piece by piece. Who narrows one says first who may
 * still come in; that somebody is there, nobody can tell. The word that confirms a change comes through the gate, and could not tell either.
 */
export function refuseLockOut({ rules }: HostFirewall, keptOpen: readonly number[]): void {
  for (const port of keptOpen) {
    let closed: Range[] = []
    for (const rule of rules.filter((each) => each.enabled && covers(each, port))) {
      if (rule.verdict !== 'allow') closed = merge([...closed, ...rangesOf(rule)])
      else if (rangesOf(rule).some((range) => !covered(closed, range))) break
      if (([4, 6] as const).some((family) => covered(closed, { family, first: 0n, last: lastOf(family) })))
        throw new ReeveError(
          'bad_input',
          `These rules let nobody in at port ${port}. Put a rule that allows it to somebody before the one that denies it.`,
        )
    }
  }
}
