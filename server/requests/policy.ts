import { ReeveError } from '../../contracts/errors.ts'
import { type Amount, amounts, type Resources, type TenantLimits } from '../../contracts/limits.ts'
import { mostPackages } from '../../contracts/packages.ts'
import type { AmountsWish, Automatic, RequestWish } from '../../contracts/requests.ts'

/** Who asks: a person with a role for the service, or the service itself from inside its VPS. A `configurer` is a member who may change the service. */
export type Asker = 'administrator' | 'reseller' | 'owner' | 'configurer' | 'member' | 'service'

export interface Asked {
  by: Asker
  wish: AmountsWish
  /** What the service has. */
  now: Resources
  /** What the other services of the tenant have together. */
  others: Pick<TenantLimits, Amount>
  limits: TenantLimits
  automatic: Automatic | null
}

/** `rule`: a sentence that says why, kept with the request. */
export type Verdict = { verdict: 'grant'; rule: string } | { verdict: 'wait'; decider: 'owner' | 'administrator'; rule: string }

const words: Record<Amount, (amount: number) => string> = {
  cpus: (amount) => (amount === 1 ? '1 CPU' : `${amount} CPUs`),
  memoryMiB: (amount) => `${amount} MiB of memory`,
  diskMiB: (amount) => `${amount} MiB of disk`,
  processes: (amount) => `${amount} processes`,
}

/** Amounts in words, those that are there. */
export const inWords = (wish: AmountsWish): string =>
  amounts
    .flatMap((name) => {
      const amount = wish[name]
      return amount === undefined ? [] : [words[name](amount)]
    })
    .join(', ')

/** What the service has once it is granted: nothing becomes less. */
export function grantedOf(now: Resources, wish: AmountsWish): Resources {
  const granted = { ...now }
  for (const name of amounts) granted[name] = Math.max(now[name], wish[name] ?? 0)
  return granted
}

/** A request in words. */
export function wishInWords(wish: RequestWish): string {
  if (wish.want === 'resources') return inWords(wish.amounts)
  if (wish.want === 'package') return `the package ${wish.name}`
  return wish.want === 'port' ? `to listen at ports from ${wish.firstPort} up` : 'a snapshot of its data'
}

/** It takes none that somebody else asked for. */
export const snapshotRule: Verdict = {
  verdict: 'grant',
  rule: 'Every service may have snapshots; the newest three that it asked for stay.',
}

/** What those who may give it need not ask for. */
function askedByThemselves(by: Asker): Verdict | undefined {
  if (by === 'administrator') return { verdict: 'grant', rule: 'An administrator asked.' }
  if (by === 'reseller') return { verdict: 'grant', rule: 'The reseller asked.' }
  if (by === 'owner') return { verdict: 'grant', rule: 'An owner asked.' }
  if (by === 'configurer') return { verdict: 'grant', rule: 'Whoever asked may change the service.' }
  return undefined
}

/** The same for ports: the plan says from which on nobody has to be asked. Throws `conflict` where nothing would change. */
export function judgePort(by: Asker, first: number, now: number | null, automatic: Automatic | null): Verdict {
  if (now !== null && now <= first) throw new ReeveError('conflict', `Its programs may listen at ports from ${now} up already.`)
  const granted = askedByThemselves(by)
  if (granted !== undefined) return granted
  const from = automatic?.firstPort
  if (from !== undefined && first >= from)
    return { verdict: 'grant', rule: `By the plan a service may listen at ports from ${from} up on request.` }
  const most = from === undefined ? 'at no port below 1024' : `at no port below ${from}`
  return { verdict: 'wait', decider: 'owner', rule: `By the plan a service may listen ${most} on request. An owner has to decide.` }
}

/** The same for packages: the plan names those that nobody has to be asked for. Throws `conflict` for one that it has, and `over_limit`. */
export function judgePackage(by: Asker, name: string, now: readonly string[], automatic: Automatic | null): Verdict {
  if (now.includes(name)) throw new ReeveError('conflict', `The service has the package ${name} already.`)
  if (now.length >= mostPackages)
    throw new ReeveError('over_limit', `A service may have ${mostPackages} packages beside those of its kind. Remove one first.`)
  if (automatic?.packages?.includes(name)) return { verdict: 'grant', rule: `By the plan a service gets the package ${name} on request.` }
  return (
    askedByThemselves(by) ?? {
      verdict: 'wait',
      decider: 'owner',
      rule: `The plan does not give the package ${name} on request. An owner has to decide.`,
    }
  )
}

/** How much the tenant's limits lack for it. */
export function lackOf({ now, others, limits, wish }: Pick<Asked, 'now' | 'others' | 'limits' | 'wish'>): AmountsWish {
  const granted = grantedOf(now, wish)
  const lack: AmountsWish = {}
  for (const name of amounts) {
    const over = others[name] + granted[name] - limits[name]
    if (over > 0 && granted[name] > now[name]) lack[name] = over
  }
  return lack
}

/** Decides by rule where a rule says enough, and else who decides. Throws `conflict` where nothing would become more. */
export function judge(asked: Asked): Verdict {
  const { by, wish, now, automatic } = asked
  const grown = amounts.filter((name) => (wish[name] ?? 0) > now[name])
  if (grown.length === 0) throw new ReeveError('conflict', `The service has ${inWords(now)} already. Ask for more than that.`)
  const lack = lackOf(asked)
  const fits = Object.keys(lack).length === 0
  if (by === 'administrator') return { verdict: 'grant', rule: 'An administrator asked.' }
  if (by === 'reseller') return { verdict: 'grant', rule: 'The reseller asked.' }
  if (!fits) {
    return {
      verdict: 'wait',
      decider: 'administrator',
      rule: `The limits of the tenant lack ${inWords(lack)}. An administrator has to decide.`,
    }
  }
  if (by === 'owner') return { verdict: 'grant', rule: 'An owner asked, and the limits of the tenant have room.' }
  if (by === 'configurer')
    return { verdict: 'grant', rule: 'Whoever asked may change the service, and the limits of the tenant have room.' }
  const given: AmountsWish = {}
  for (const name of grown) if (automatic?.[name] !== undefined) given[name] = automatic[name]
  if (grown.every((name) => (wish[name] ?? 0) <= (given[name] ?? 0))) {
    return { verdict: 'grant', rule: `By the plan a service gets up to ${inWords(given)} on request.` }
  }
  const most = Object.keys(given).length === 0 ? 'nothing of this' : `no more than ${inWords(given)}`
  return { verdict: 'wait', decider: 'owner', rule: `By the plan a service gets ${most} on request. An owner has to decide.` }
}
