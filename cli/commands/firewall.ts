import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { addFirewallLog } from './firewall/log.ts'
import { addRules } from './firewall/rule.ts'
import { addSets } from './firewall/set.ts'
import { addFirewallTest } from './firewall/test.ts'
import { addConfirm } from './firewall/word.ts'

export function addFirewall(program: Command, io: Io): void {
  const firewall = program.command('firewall').description('what may come in and go out')
  addRules(firewall, io)
  addSets(firewall, io)
  addFirewallTest(firewall, io)
  addFirewallLog(firewall, io)
  addConfirm(firewall, io)
}
