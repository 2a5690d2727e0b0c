import type { Command } from 'commander'
import { ReeveError } from '../../../contracts/errors.ts'
import { type Remote, type Rule, type RuleContent, ruleContent, type Scope } from '../../../contracts/firewall.ts'
import { hoursText, rateText, remoteText, trafficText } from '../../../contracts/firewall-text.ts'
import type { FirewallView } from '../../../contracts/firewall-views.ts'
import { UsageError } from '../../failure.ts'
import type { Io } from '../../io.ts'
import { collect, wholeNumber } from '../../options.ts'
import { findService } from '../../resolve.ts'
import { answer, openSession, remark, type Session } from '../../session.ts'
import { table } from '../../table.ts'
import { textOf } from './set.ts'
import { setNamed, type Whose, type WhoseOptions, whoseOf } from './whose.ts'
import { stands, type WordOptions } from './word.ts'
import { directionOf, hoursOf, portsOf, protocolOf, rateOf, verdictOf } from './written.ts'

interface AddOptions extends WhoseOptions, WordOptions {
  verdict: string
  direction: string
  remote: string[]
  set?: string
  protocol: string
  port: string[]
  service: string[]
  rate?: string
  hours?: string
  comment: string
  off?: boolean
  place?: string
}

/** Whose list, and that a change waits for its end. */
const ofList = (command: Command) =>
  command.option('--tenant <tenant>', 'the list of a tenant').option('--plan <plan>', 'the list of a plan; without both: the global one')
const changing = (command: Command) =>
  ofList(command).option('--keep', 'confirm a change that may cut people off').option('--no-wait', 'answer as soon as it is asked for')

export function addRules(firewall: Command, io: Io): void {
  const rule = firewall.command('rule').description('rules, in the order in which they are asked: global, of the plan, of the tenant')

  ofList(rule.command('list').description('the rules of a list, behind those that come before')).action(
    async (options: WhoseOptions, command: Command) => {
      const session = openSession(command, io)
      const view = await session.api.firewall.list.query(await whoseOf(session, options))
      answer(session, view, () => table(rowsOf(view), columns(view), 'No rules.'))
    },
  )

  changing(rule.command('add').description('add a rule to a list'))
    .requiredOption('--verdict <verdict>', 'allow, deny, reject, or limit with a --rate')
    .requiredOption('--direction <direction>', 'in or out')
    .option('--remote <network>', 'the other side: a network or address; may be given again', collect, [])
    .option('--set <name>', 'the other side: a set of addresses')
    .option('--protocol <protocol>', 'any, tcp, udp, icmp', 'any')
    .option('--port <port>', 'a port or a range; may be given again', collect, [])
    .option('--service <service>', 'only for this service of the tenant; may be given again', collect, [])
    .option('--rate <rate>', 'connections of one source that a limit lets pass, such as 10/second')
    .option('--hours <hours>', 'only then, such as mon,tue@09:00-17:00, in UTC')
    .option('--comment <text>', 'what it is for', '')
    .option('--off', 'not in force yet')
    .option('--place <place>', 'its place, 1 is the first; without it the last')
    .action(async (options: AddOptions, command: Command) => {
      const session = openSession(command, io)
      const whose = await whoseOf(session, options)
      const to = options.place === undefined ? undefined : indexOf('--place', options.place)
      const asked = await session.api.firewall.save.mutate({ ...whose, rule: await contentOf(session, whose, options), to })
      await stands(session, asked.action, whose, options)
      await show(session, whose, asked)
    })

  changing(rule.command('import').description('add many rules at the end of a list, all of a file or none'))
    .argument('<file>', 'a rule a line, such as: deny in 203.0.113.0/24 tcp 80,443 # why')
    .option('--dry-run', 'only show what would be added')
    .action(async (file: string, options: WhoseOptions & WordOptions & { dryRun?: true }, command: Command) => {
      const session = openSession(command, io)
      const whose = await whoseOf(session, options)
      const read = await session.api.firewall.importRules.mutate({ ...whose, text: await textOf(file), save: options.dryRun !== true })
      for (const { line, text } of read.errors) remark(session, `line ${line}: ${text}`)
      if (read.wrong > 0)
        throw new ReeveError(
          'bad_input',
          `${read.wrong === 1 ? 'One line is no rule' : `${read.wrong} lines are no rules`}. Nothing was added.`,
        )
      if (read.action !== null) await stands(session, read.action, whose, options)
      const { sets } = await session.api.firewall.list.query(whose)
      answer(session, { rules: read.rules, action: read.action }, () => table(read.rules, contentColumns(sets), 'No rules in the file.'))
    })

  const one = (name: string, description: string) =>
    changing(rule.command(name).description(description).argument('<rule>', 'its place in the list, or its id'))
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const)
    one(name, enabled ? 'put a rule in force' : 'take a rule out of force').action(
      async (text: string, options: WhoseOptions & WordOptions, command: Command) => {
        const session = openSession(command, io)
        const whose = await whoseOf(session, options)
        const { id, ...content } = await find(session, whose, text)
        const asked = await session.api.firewall.save.mutate({ ...whose, id, rule: { ...content, enabled } })
        await stands(session, asked.action, whose, options)
        await show(session, whose, asked)
      },
    )

  one('move', 'give a rule another place in its list')
    .requiredOption('--to <place>', 'its new place, 1 is the first')
    .action(async (text: string, options: WhoseOptions & WordOptions & { to: string }, command: Command) => {
      const session = openSession(command, io)
      const whose = await whoseOf(session, options)
      const { id } = await find(session, whose, text)
      const asked = await session.api.firewall.move.mutate({ ...whose, id, to: indexOf('--to', options.to) })
      await stands(session, asked.action, whose, options)
      await show(session, whose, { ...asked, rule: id })
    })

  one('remove', 'take a rule out of its list').action(async (text: string, options: WhoseOptions & WordOptions, command: Command) => {
    const session = openSession(command, io)
    const whose = await whoseOf(session, options)
    const { id } = await find(session, whose, text)
    const { action } = await session.api.firewall.remove.mutate({ ...whose, id })
    await stands(session, action, whose, options)
    answer(session, { id, action }, () => 'Removed the rule.\n')
  })
}

/** Places begin with 1 for people and with 0 in the list. */
const indexOf = (option: string, text: string): number => Math.max(0, wholeNumber(option, text) - 1)

async function contentOf(session: Session, whose: Whose, options: AddOptions) {
  if (options.set !== undefined && options.remote.length > 0) throw new UsageError('Give --remote or --set, not both.')
  const remote: Remote =
    options.set !== undefined
      ? { kind: 'set', set: setNamed(await session.api.firewall.list.query(whose), options.set) }
      : options.remote.length > 0
        ? { kind: 'networks', networks: options.remote }
        : { kind: 'any' }
  const services = await Promise.all(options.service.map((text) => findService(session.api, text)))
  const content = ruleContent.safeParse({
    ...{ enabled: options.off !== true, direction: directionOf(options.direction), verdict: verdictOf(options.verdict), remote },
    ...{ protocol: protocolOf(options.protocol), ports: portsOf(options.port), rate: rateOf(options.rate), hours: hoursOf(options.hours) },
    ...{ services: services.length === 0 ? null : services.map(({ id }) => id), comment: options.comment },
  })
  if (content.success) return content.data
  throw new UsageError(content.error.issues[0]?.message ?? 'The rule does not fit.')
}

/** The last layer of the view is the list itself. */
const listed = (view: FirewallView): Rule[] => view.layers.at(-1)?.rules ?? []

async function find(session: Session, whose: Whose, text: string): Promise<Rule> {
  const rules = listed(await session.api.firewall.list.query(whose))
  const found = rules.find((each, index) => each.id === text || String(index + 1) === text)
  if (found === undefined) throw new ReeveError('not_found', `There is no rule ${text} in this list.`)
  return found
}

async function show(session: Session, whose: Whose, asked: { action: string; rule: string }): Promise<void> {
  const view = await session.api.firewall.list.query(whose)
  const rows = rowsOf(view).filter((row) => row.rule?.id === asked.rule)
  answer(session, { ...rows[0]?.rule, action: asked.action }, () => table(rows, columns(view), ''))
}

interface Row {
  scope: Scope
  place: number | null
  rule: Rule | null
  count: number
}

const rowsOf = ({ layers }: FirewallView): Row[] =>
  layers.flatMap(({ scope, rules, count }): Row[] =>
    rules === null
      ? count === 0
        ? []
        : [{ scope, place: null, rule: null, count }]
      : rules.map((rule, index) => ({ scope, place: index + 1, rule, count })),
  )

const contentColumns = (sets: FirewallView['sets']) =>
  [
    ['verdict', (content: RuleContent) => [content.verdict, ...(content.rate === null ? [] : [rateText(content.rate)])].join(' ')],
    ['way', (content: RuleContent) => content.direction],
    ['other side', (content: RuleContent) => remoteText(content.remote, sets, 'anywhere')],
    ['what', (content: RuleContent) => trafficText(content)],
    ['comment', (content: RuleContent) => content.comment],
  ] as const

const columns = (view: FirewallView) =>
  [
    ['scope', (row: Row) => row.scope],
    ['place', (row: Row) => row.place],
    [
      'verdict',
      ({ rule, count }: Row) =>
        rule === null ? `${count} rules` : [rule.verdict, ...(rule.rate === null ? [] : [rateText(rule.rate)])].join(' '),
    ],
    ['way', ({ rule }: Row) => rule?.direction],
    ['other side', ({ rule }: Row) => (rule === null ? null : remoteText(rule.remote, view.sets, 'anywhere'))],
    ['what', ({ rule }: Row) => (rule === null ? null : trafficText(rule))],
    ['hours', ({ rule }: Row) => (rule === null || rule.hours === null ? null : hoursText(rule.hours))],
    ['in force', ({ rule }: Row) => (rule === null ? null : rule.enabled ? 'yes' : 'no')],
    ['comment', ({ rule }: Row) => rule?.comment],
    ['id', ({ rule }: Row) => rule?.id],
  ] as const
