import { setTimeout as after } from 'node:timers/promises'
import type { Command } from 'commander'
import { ReeveError } from '../../../contracts/errors.ts'
import { confirmSeconds } from '../../../contracts/firewall.ts'
import { trafficText } from '../../../contracts/firewall-text.ts'
import { type HostFirewall, type HostFirewallShown, type HostRule, hostRule } from '../../../contracts/host.ts'
import { newId } from '../../../contracts/ids.ts'
import { actionAtRest } from '../../../contracts/states.ts'
import { approve } from '../../approve.ts'
import { UsageError } from '../../failure.ts'
import { done } from '../../follow.ts'
import type { Io } from '../../io.ts'
import { collect } from '../../options.ts'
import { answer, openSession, remark, type Session } from '../../session.ts'
import { table } from '../../table.ts'
import { portsOf, protocolOf } from '../firewall/written.ts'

interface WordOptions {
  wait: boolean
  keep?: boolean
}
interface AddOptions extends WordOptions {
  verdict: string
  protocol: string
  network: string[]
  port: string[]
  comment: string
  first?: boolean
}

/** The machine's own firewall: what may come in to the machine itself. */
export function addHostFirewall(host: Command, io: Io): void {
  const firewall = host.command('firewall').description("the machine's own firewall: what may come in to the machine itself")
  const changing = (name: string, description: string) =>
    firewall
      .command(name)
      .description(description)
      .option('--keep', 'confirm the change as soon as it stands')
      .option('--no-wait', 'answer as soon as it is asked for')

  firewall
    .command('show')
    .description('its rules, in the order in which they are asked')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      show(session, (await session.api.host.show.query()).firewall)
    })

  changing('add', 'add a rule at the end')
    .requiredOption('--verdict <verdict>', 'allow, deny, or reject')
    .option('--protocol <protocol>', 'any, tcp, udp, icmp', 'any')
    .option('--network <network>', 'from where: a network or address; may be given again', collect, [])
    .option('--port <port>', 'a port or a range; may be given again', collect, [])
    .option('--comment <text>', 'what it is for', '')
    .option('--first', 'at the beginning instead')
    .action((options: AddOptions, command: Command) =>
      edit(openSession(command, io), options, ({ rules, closed }) => {
        const rule = written(options)
        return { closed, rules: options.first ? [rule, ...rules] : [...rules, rule] }
      }),
    )

  changing('remove', 'take a rule out')
    .argument('<rule>', 'its place, or its id')
    .action((text: string, options: WordOptions, command: Command) =>
      edit(openSession(command, io), options, ({ rules, closed }) => {
        const rest = rules.filter((rule, index) => rule.id !== text && String(index + 1) !== text)
        if (rest.length === rules.length) throw new ReeveError('not_found', `There is no rule ${text}.`)
        return { closed, rules: rest }
      }),
    )

  changing('close', 'drop what no rule is about; SSH and the ports of the gate stay open').action(
    (options: WordOptions, command: Command) => edit(openSession(command, io), options, ({ rules }) => ({ closed: true, rules })),
  )
  changing('open', 'let in what no rule is about').action((options: WordOptions, command: Command) =>
    edit(openSession(command, io), options, ({ rules }) => ({ closed: false, rules })),
  )

  firewall
    .command('confirm')
    .description('keep a change that would go back by itself')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const { waiting } = (await session.api.host.show.query()).firewall
      if (waiting === null) throw new ReeveError('not_found', "No change of the machine's firewall waits for a confirmation.")
      await session.api.host.confirm.mutate({ generation: waiting.generation })
      answer(session, waiting, () => 'Kept.\n')
    })
}

function written({ verdict, protocol, network, port, comment }: AddOptions): HostRule {
  const parsed = hostRule.safeParse({
    ...{ id: newId('r'), enabled: true, verdict, protocol: protocolOf(protocol), networks: network, ports: portsOf(port), comment },
  })
  if (parsed.success) return parsed.data
  throw new UsageError(parsed.error.issues[0]?.message ?? 'The rule does not fit.')
}

async function edit(session: Session, options: WordOptions, work: (now: HostFirewallShown) => HostFirewall): Promise<void> {
  const { firewall } = await session.api.host.show.query()
  const generation = firewall.generation + 1
  const { action } = await session.api.host.setFirewall.mutate({ ...work(firewall), generation })
  await stands(session, action, generation, options)
  const now = (await session.api.host.show.query()).firewall
  show(session, now, action)
}

/** Follows a change to its end: its approval, and the word that keeps it. */
async function stands(session: Session, action: string, generation: number, { wait, keep }: WordOptions): Promise<void> {
  for (let told = false; wait; ) {
    const { state } = await session.api.actions.get.query({ action })
    if (state === 'awaiting_approval') await approve(session, action)
    if (actionAtRest(state) && state !== 'awaiting_approval') break
    const { waiting } = (await session.api.host.show.query()).firewall
    if (waiting?.generation === generation && keep) {
      await session.api.host.confirm.mutate({ generation })
      break
    }
    if (waiting?.generation === generation && !told) {
      told = true
      remark(session, `It goes back in ${confirmSeconds} s unless you run \`reeve host firewall confirm\` elsewhere.`)
    }
    await after(200)
  }
  if (wait) await done(session, action)
}

const show = (session: Session, firewall: HostFirewallShown, action?: string): void =>
  answer(session, { ...firewall, ...(action !== undefined && { action }) }, () => {
    const rest = firewall.closed ? 'is dropped' : 'comes in'
    return `${table(firewall.rules, columns, 'No rules.')}\nWhat no rule is about ${rest}. Open to all behind the rules: ${firewall.keptOpen.join(', ')}.\n`
  })

const columns = [
  ['verdict', (rule: HostRule) => rule.verdict],
  ['from', (rule: HostRule) => (rule.networks.length === 0 ? 'anywhere' : rule.networks.join(', '))],
  ['what', (rule: HostRule) => trafficText(rule)],
  ['in force', (rule: HostRule) => (rule.enabled ? 'yes' : 'no')],
  ['comment', (rule: HostRule) => rule.comment],
  ['id', (rule: HostRule) => rule.id],
] as const
