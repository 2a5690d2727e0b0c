import { actionAtRest } from '../../contracts/states.ts'
import type { ActionView } from '../../contracts/views.ts'
import { stillPermitted } from '../access.ts'
import type { Context } from '../context.ts'
import { pushed } from '../live/pushed.ts'
import { view as viewOf } from './queries.ts'

/** The action now and at every change, until it is at rest. Who loses the right to see it sees no more of it. */
export async function* watch(ctx: Context, action: string, signal: AbortSignal | undefined): AsyncGenerator<ActionView> {
  const ticks = pushed<true>(ctx.app.live, (change) => (change.action === action ? true : undefined), signal)
  let shown = ''
  for await (const _ of ticks) {
    stillPermitted(ctx, 'actions.watch', { action })
    const view = viewOf(ctx.app, action)
    const form = JSON.stringify(view)
    if (form !== shown) yield view
    shown = form
    if (actionAtRest(view.state) && view.state !== 'awaiting_approval') return
  }
}
