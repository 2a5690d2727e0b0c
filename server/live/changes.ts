import type { ChangeView } from '../../contracts/detail.ts'
import { stillPermitted } from '../access.ts'
import { type Caller, sightOf } from '../caller.ts'
import type { Context } from '../context.ts'
import { pushed } from './pushed.ts'

/** Topics of the installation itself that everybody's pages show something of. */
const shared = new Set<ChangeView['topic']>(['machine'])

/** All that what somebody sees, or may do, hangs on. */
const rightsOf = ({ administrator, duty, memberships, rights, resold, viewing }: Caller): string =>
  JSON.stringify([administrator, duty, [...memberships], [...rights], [...resold], viewing])

/**
 * What changed, of what the caller may see. The caller's rights are looked at again before each such change, and every few seconds; of what
 * concerns others nothing is asked, but for changes of people, which may be what gives or takes the rights. The caller is told of that, too.
 */
export async function* changes(ctx: Context & { caller: Caller }, signal: AbortSignal | undefined): AsyncGenerator<ChangeView> {
  let { caller } = ctx
  const concerns = ({ topic, tenant }: ChangeView): boolean =>
    (tenant === null && (shared.has(topic) || (topic === 'plans' && caller.duty === 'reseller'))) ||
    (sightOf(caller).tenants?.includes(tenant ?? '') ?? true)
  const pick = ({ topic, tenant }: ChangeView) => (topic === 'people' || concerns({ topic, tenant }) ? { topic, tenant } : undefined)
  for await (const change of pushed<ChangeView>(ctx.app.live, pick, signal)) {
    const before = rightsOf(caller)
    caller = stillPermitted(ctx, 'live.changes', undefined)
    // What told of it may be of a tenant that is none of theirs any more.
    if (rightsOf(caller) !== before) yield { topic: 'people', tenant: null }
    if (change !== undefined && concerns(change)) yield change
  }
}
