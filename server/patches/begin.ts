import type { Actor } from '../../contracts/envelope.ts'
import type { KeptRunOptions } from '../../contracts/patches.ts'
import type { Queries } from '../../db/client.ts'
import { patchRuns, patchTargets, tenants } from '../../db/schema/index.ts'
import { want } from '../dispatch/want.ts'
import { kindCheckOf, servicesOfKind } from './rows.ts'

interface Begun {
  id: string
  kind: string
  options: KeptRunOptions
  actor: Actor
  startedBy: string
  now: number
}

/** Writes down a run with the build that it begins with. */
export function begin(tx: Queries, { id, kind, options, actor, startedBy, now }: Begun): void {
  tx.insert(patchRuns)
    .values({
      id,
      kind,
      state: 'building',
      options,
      actor,
      startedBy,
      action: want(tx, { name: 'patch.build', actor, now, input: { kind } }),
      before: kindCheckOf(tx, kind)?.found?.image ?? null,
      packages: [],
      createdAt: now,
    })
    .run()
  insertTargets(tx, id, kind, options)
}

/** Those of the named tenants come first, and so many others. What is being deleted is left alone. */
function insertTargets(tx: Queries, run: string, kind: string, { first, firstTenants }: { first: number; firstTenants: string[] }): void {
  const names = new Map(
    tx
      .select({ id: tenants.id, name: tenants.name })
      .from(tenants)
      .all()
      .map((row) => [row.id, row.name]),
  )
  let left = first
  for (const { service, tenant, name, state } of servicesOfKind(tx, kind)) {
    if (state === 'deleting') continue
    const named = firstTenants.includes(tenant)
    const early = named || left > 0
    if (early && !named) left -= 1
    tx.insert(patchTargets)
      .values({ run, service, serviceName: name, tenant, tenantName: names.get(tenant) ?? tenant, first: early, state: 'waiting' })
      .run()
  }
}
