import type * as z from 'zod'
import type { AskedView } from '../../contracts/detail.ts'
import { type HostView, type hostConfirmInput, type hostFirewallInput, hostShown } from '../../contracts/host-views.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { system } from '../dispatch/actors.ts'
import { want } from '../dispatch/want.ts'

/** Read through from the machine: nothing of it is kept here. */
export async function show(app: App, caller: Caller): Promise<HostView> {
  const actor = caller.duty === 'auditor' ? system : actorOf(caller, null)
  return hostShown.parse(await app.dispatcher.ask('host.show', {}, actor))
}

/** Critical: waits for an approval, and then half a minute for a word. */
export const setFirewall = (app: App, caller: Caller, input: z.output<typeof hostFirewallInput>): AskedView =>
  change(app, caller, { what: 'host.firewall', detail: `${input.rules.length} rules` }, ['firewall'], (tx, now) => ({
    action: want(tx, { name: 'host.firewall', actor: actorOf(caller, null), now, input }),
  }))

export async function confirm(app: App, caller: Caller, { generation }: z.output<typeof hostConfirmInput>): Promise<void> {
  await app.dispatcher.ask('host.confirm', { generation }, actorOf(caller, null))
  change(app, caller, { what: 'host.confirm' }, ['firewall'], () => undefined)
}
