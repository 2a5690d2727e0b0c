import { type Rule, vitalPorts } from '../../contracts/firewall.ts'
import { touchesAddress, touchesVital } from '../../contracts/firewall-decide.ts'
import { addressOf, holds, merge, rangeOf } from '../../contracts/networks.ts'
import type { SetRow } from './lists.ts'

interface Asked {
  before: readonly Rule[]
  after: readonly Rule[]
  sets: readonly SetRow[]
  /** The asker's; `local` by the machine's own socket, which no rule can close. */
  address: string
  /** Global rules meet the panel and SSH, too. */
  global: boolean
}

/** Whether a change of rules may cut off who asks for it. The gate guards what touches panel and SSH whatever is said here. */
export const guarded = ({ before, after, sets, address, global }: Asked): boolean =>
  (global && touchesVital(before, after, vitalPorts)) || touchesAddress(before, after, new Map(sets.map((set) => [set.id, set])), address)

/** A set that comes to hold the asker's address, or holds it no more, while rules name it. */
export function guardedSet(
  before: readonly string[],
  after: readonly string[],
  rules: readonly Rule[],
  set: string,
  address: string,
): boolean {
  const found = addressOf(address)
  const named = rules.some(({ enabled, direction, remote }) => enabled && direction === 'in' && remote.kind === 'set' && remote.set === set)
  if (found === undefined || !named) return false
  const within = (networks: readonly string[]) => holds(merge(networks.flatMap((text) => rangeOf(text) ?? [])), found)
  return within(before) !== within(after)
}
