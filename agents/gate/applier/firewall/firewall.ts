import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../../contracts/canonical.ts'
import { ReeveError } from '../../../../contracts/errors.ts'
import { type FirewallChange, type Rule, type TenantRules, vitalPorts } from '../../../../contracts/firewall.ts'
import { isActive, touchesVital } from '../../../../contracts/firewall-decide.ts'
import type { FirewallConfirm, FirewallKey, InstallationWish, SetWish, TenantRoutes, TenantWish } from '../../../../contracts/gate.ts'
import type { FirewallMaps } from '../render/maps.ts'
import type { FirewallRecords, Records } from '../store.ts'
import type { GateGuard, GatePending } from './guard.ts'
import type { Kernel } from './kernel.ts'
import { type KnownLines, type Policies, policiesOf } from './partition.ts'
import { nothing, renderRuleset, table } from './render.ts'
import { refuseUnfit } from './unfit.ts'
import { noRules, placesOf, type Wanted } from './wanted.ts'

export type Wish = InstallationWish | SetWish | TenantWish

/** The firewall of the gate: wishes as records, the kernel's ruleset, and what HAProxy is told. Calls come one after another (gate.ts). */
export interface Firewall {
  /** Keeps a wish and has it applied. `apply` brings kernel and HAProxy to what is kept; `applyOr` takes the change back when they refuse it. */
  put(key: FirewallKey, wish: Wish, applyOr: (takeBack: () => Promise<void>) => Promise<void>): Promise<FirewallChange>
  confirm(of: FirewallConfirm): Promise<void>
  /** At the end of the window: brings back what was wanted before. True when it did. */
  expire(apply: () => Promise<void>): Promise<boolean>
  guard: Pick<GateGuard, 'waitingFor' | 'ended'>
  /** Brings the kernel to what is kept and where services are. */
  bring(): Promise<void>
  /** `tooMany`: tenants whose services are closed since their rules come to too much. */
  maps(): FirewallMaps & Pick<Policies, 'tooMany'>
  /** Another text whenever maps or ruleset would be made differently. */
  version(): string
  wanted(): Wanted
  marks(): ReadonlyMap<number, string>
}

export interface FirewallParts {
  records: FirewallRecords
  routes: ReadonlyMap<string, TenantRoutes>
  kernel: Kernel
  guard: GateGuard
  now?: () => number
}

export function createFirewall({ records, routes, kernel, guard, now = Date.now }: FirewallParts): Firewall {
  let applied = { digest: '', generation: 0 }
  let guardedAt = 0
  let marks: ReadonlyMap<number, string> = new Map()

  const wanted = (): Wanted => ({
    installation: records.installation.items.get('installation') ?? noRules,
    tenants: new Map([...records.tenants.items].flatMap(([id, wish]) => (wish.plan === null ? [] : [[id, { ...wish, plan: wish.plan }]]))),
    sets: records.sets.items,
    ...placesOf(routes),
  })

  let known = { version: -1, lines: new Map() as KnownLines }
  const knownLines = (): KnownLines => {
    if (known.version !== records.version()) known = { version: records.version(), lines: new Map() }
    return known.lines
  }

  /** What the watchdog loads: everything as it is wanted now, but for all changes that wait. */
  const rollback = (): string => overAll(guard.waiting().reduce((now, { key, previous }) => under(now, key, previous), wanted()))

  async function bring(): Promise<void> {
    const present = await kernel.present()
    const { generation } = present
    const digest = createHash('sha256').update(overAll(wanted())).digest('hex')
    if (digest === applied.digest && generation === applied.generation) return
    const next = ((generation ?? 0) % 0xff_ff_ff_ff) + 1
    const rendered = renderRuleset(wanted(), next, present)
    await kernel.apply(rendered.text)
    marks = rendered.marks
    applied = { digest, generation: next }
    if (guard.waiting().length > 0) guardedAt = now()
  }

  function recordsOf(key: FirewallKey): Records<Wish> {
    const own = key === 'installation' ? records.installation : key.startsWith('t') ? records.tenants : records.sets
    return own as Records<Wish>
  }

  async function keep(key: FirewallKey, wish: Wish | undefined): Promise<void> {
    const own = recordsOf(key)
    const forgotten = wish === undefined || ('plan' in wish && wish.plan === null)
    await (forgotten ? own.remove(key) : own.put(key, wish))
  }

  /** Sets that the installation names no more. Not while there may be a way back to them. */
  async function forgetSets(): Promise<void> {
    if (guard.waitingFor('installation') !== undefined) return
    const named = new Set(wanted().installation.sets)
    for (const id of [...records.sets.items.keys()]) if (!named.has(id)) await records.sets.remove(id)
  }

  const mayCutOff = (key: FirewallKey, before: Wish | undefined, wish: Wish): boolean =>
    wish.guard || (key === 'installation' && touchesVital(rulesOf(before), rulesOf(wish), vitalPorts))

  /** Before anything is kept: what fits nowhere would close services, at once or at the hours of a rule. */
  function refuseTooMany(key: FirewallKey, wish: Wish): void {
    const before = policiesOf(always(wanted()), now()).tooMany
    for (const tenant of policiesOf(always(under(wanted(), key, wish)), now()).tooMany)
      if (!before.has(tenant))
        throw new ReeveError(
          'over_limit',
          'The rules for websites and shared databases name more networks than the gate can hold. Name fewer.',
        )
  }

  async function restore(pending: GatePending, apply: () => Promise<void>): Promise<void> {
    await keep(pending.key, pending.previous ?? undefined)
    await apply()
    await guard.finish(pending)
  }

  return {
    async put(key, wish, applyOr) {
      const before = recordsOf(key).items.get(key)
      const waiting = guard.waitingFor(key)
      const { generation } = wish
      if (waiting?.generation === generation) {
        await applyOr(async () => undefined)
        return { state: 'waiting', changed: true, confirmBy: waiting.confirmBy }
      }
      if (waiting !== undefined) throw new ReeveError('unavailable', 'The change before this one waits for its confirmation.')
      const ended = guard.ended(key)
      if (ended?.generation === generation && !ended.confirmed) return { state: 'rolled_back', changed: false, confirmBy: null }
      if (before !== undefined && generation < before.generation)
        throw new ReeveError('stale_generation', 'The gate has newer rules already.')
      refuseUnfit(key, wish, wanted())
      refuseTooMany(key, wish)
      const changed = textOf(before) !== textOf(wish)
      const cuts = changed && mayCutOff(key, before, wish)
      const pending = cuts ? await guard.arm({ key, generation, previous: before ?? null }, rollback()) : undefined
      await keep(key, wish)
      await applyOr(async () => {
        await keep(key, before)
        if (pending !== undefined) await guard.finish(pending)
      })
      if (key === 'installation') await forgetSets()
      return { state: pending === undefined ? 'applied' : 'waiting', changed, confirmBy: pending?.confirmBy ?? null }
    },
    async confirm(of) {
      await guard.confirm(of)
      await forgetSets()
    },
    async expire(apply) {
      const late = await guard.overdue()
      for (const pending of late) await restore(pending, apply)
      return late.length > 0
    },
    guard,
    async bring() {
      // What came or went meanwhile is in the way back, too.
      if (guard.waiting().length > 0) await guard.renew(rollback())
      await bring()
    },
    maps: () => ({
      ...policiesOf(wanted(), now(), knownLines()),
      guard: new Map(guard.waiting().length === 0 ? [] : [['applied', String(guardedAt)]]),
    }),
    version() {
      const rules = [wanted().installation.plans, [...records.tenants.items.values()]].flat().flatMap((each) => each.rules)
      const active = rules.filter((rule) => rule.hours !== null && isActive(rule.hours, now())).map(({ id }) => id)
      return `${records.version()} ${guard.waiting().map(({ key }) => key)} ${active.join()}`
    },
    wanted,
    marks: () => marks,
  }
}

const rulesOf = (wish: Wish | undefined): readonly Rule[] => (wish !== undefined && 'rules' in wish ? wish.rules : [])
const textOf = (wish: Wish | undefined): string => {
  if (wish === undefined) return ''
  const { generation: _, guard: __, ...counts } = wish
  return canonicalJson(counts)
}

const timeless = (rules: readonly Rule[]): Rule[] => rules.map((rule) => ({ ...rule, hours: null }))
/** As if all rules were in force at all hours. */
const always = (now: Wanted): Wanted => ({
  ...now,
  installation: {
    ...now.installation,
    rules: timeless(now.installation.rules),
    plans: now.installation.plans.map((plan) => ({ ...plan, rules: timeless(plan.rules) })),
  },
  tenants: new Map([...now.tenants].map(([id, wish]) => [id, { ...wish, rules: timeless(wish.rules) }])),
})

/** What is wanted with another wish in the place of one. */
const under = (now: Wanted, key: FirewallKey, wish: Wish | null): Wanted => ({
  ...now,
  installation: wish !== null && 'plans' in wish ? wish : key === 'installation' ? noRules : now.installation,
  sets: replaced(now.sets, key, wish !== null && 'networks' in wish ? wish : undefined),
  tenants: replaced(now.tenants, key, wish !== null && 'plan' in wish ? ruled(wish) : undefined),
})

/** A whole ruleset over whatever stands. */
const overAll = (wanted: Wanted): string => `add table ${table}\ndelete table ${table}\n${renderRuleset(wanted, 0, nothing).text}`

const ruled = (wish: TenantWish): TenantRules | undefined => (wish.plan === null ? undefined : { ...wish, plan: wish.plan })

function replaced<T>(items: ReadonlyMap<string, T>, key: string, item: T | undefined): Map<string, T> {
  const changed = new Map(items)
  changed.delete(key)
  if (item !== undefined) changed.set(key, item)
  return changed
}
