/** The machine as administrators see it. */
import * as z from 'zod'
import { type HostFirewallShown, type HostStatus, hostFirewall, hostFirewallShown, hostStatus } from './host.ts'

const generation = z.int().min(1)
/** A whole list: `generation` is one more than that of the list which was looked at, so that nobody's change is written over unseen. */
export const hostFirewallInput = hostFirewall.extend({ generation })
export const hostConfirmInput = z.strictObject({ generation })

export const hostShown = z.object({ status: hostStatus, firewall: hostFirewallShown })
export interface HostView {
  status: HostStatus
  firewall: HostFirewallShown
}
