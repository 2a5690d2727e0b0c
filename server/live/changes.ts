import type { ChangeView } from '../../contracts/detail.ts'
import { stillPermitted } from '../access.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { pushed } from './pushed.ts'

/** Topics of the installation itself that everybody's pages show something of. */
const shared = new Set<ChangeView['topic']>(['machine'])

/** What changed, of what the caller may see; the caller's rights are looked at again before each. */
export async function* changes(ctx: Context & { caller: Caller }, signal: AbortSignal | undefined): AsyncGenerator<ChangeView> {
  const stream = pushed(ctx.app.live, ({ topic, tenant }): ChangeView => ({ topic, tenant }), signal)
  for await (const change of stream) {
    const caller = stillPermitted(ctx, 'live.changes', undefined)
    if (change === undefined) continue
    const own = change.tenant === null ? shared.has(change.topic) : caller.memberships.has(change.tenant)
    if (caller.administrator || own) yield change
  }
}
