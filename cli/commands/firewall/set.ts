import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { type AddressList, type ListPreview, previewOf, readAddressList } from '../../../contracts/address-list.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import type { AddressSetView } from '../../../contracts/firewall-views.ts'
import { sendList } from '../../../contracts/send-list.ts'
import { UsageError } from '../../failure.ts'
import type { Io } from '../../io.ts'
import { answer, openSession, remark, type Session } from '../../session.ts'
import { table } from '../../table.ts'
import { type WhoseOptions, whoseOf } from './whose.ts'
import { stands, type WordOptions } from './word.ts'

const ofWhom = (command: Command) => command.option('--tenant <tenant>', 'sets of a tenant; without it those of the installation')

export function addSets(firewall: Command, io: Io): void {
  const set = firewall.command('set').description('sets of addresses that rules name')

  ofWhom(set.command('list').description('all sets')).action(async (options: WhoseOptions, command: Command) => {
    const session = openSession(command, io)
    const sets = await session.api.firewall.sets.query(await whoseOf(session, options))
    answer(session, sets, () => table(sets, columns, 'No sets.'))
  })

  ofWhom(set.command('show').description('the networks of a set').argument('<name>', 'name or id')).action(
    async (name: string, options: WhoseOptions, command: Command) => {
      const session = openSession(command, io)
      const { tenant } = await whoseOf(session, options)
      const found = await session.api.firewall.set.query({ tenant, id: (await findSet(session, tenant, name)).id })
      answer(session, found, () => found.networks.map((network) => `${network}\n`).join(''))
    },
  )

  ofWhom(set.command('import').description('make a set of the networks in a file, or put them in the place of its present ones'))
    .argument('<name>', 'name')
    .argument('<file>', 'one network, address or range a line; # begins a comment; - reads what is piped in')
    .option('--add', 'keep the present ones, too')
    .option('--dry-run', 'say what would be added, removed and joined, and change nothing')
    .option('--keep', 'confirm a change that may cut people off')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(
      async (name: string, file: string, options: WhoseOptions & WordOptions & { add?: boolean; dryRun?: boolean }, command: Command) => {
        const session = openSession(command, io)
        const { tenant } = await whoseOf(session, options)
        const known = (await session.api.firewall.sets.query({ tenant })).find((each) => each.name === name)
        const add = options.add === true
        const read = readList(session, await textOf(file))
        const before = known === undefined ? [] : (await session.api.firewall.set.query({ tenant, id: known.id })).networks
        const preview = { ...previewOf(before, read.networks, add), overlapping: read.overlapping }
        if (options.dryRun === true) return answer(session, { name, ...preview }, () => previewText(preview, read.overlapping))
        const action = await send(session, { tenant, id: known?.id, name, add }, read.networks)
        await stands(session, action, { ...(tenant !== undefined && { tenant }) }, options)
        const view = await findSet(session, tenant, name)
        answer(
          session,
          { ...view, joined: read.joined, ...preview, action },
          () => `${table([view], columns, '')}${previewText(preview, read.overlapping)}`,
        )
      },
    )

  ofWhom(set.command('remove').description('delete a set that no rule names').argument('<name>', 'name or id')).action(
    async (name: string, options: WhoseOptions, command: Command) => {
      const session = openSession(command, io)
      const { tenant } = await whoseOf(session, options)
      const { id } = await findSet(session, tenant, name)
      const { action } = await session.api.firewall.removeSet.mutate({ tenant, id })
      answer(session, { id, action }, () => `Deleted the set ${name}.\n`)
    },
  )
}

interface Target {
  tenant: string | undefined
  id: string | undefined
  name: string
  add: boolean
}

/** Read here before anything is sent: what cannot be read is told by line and changes nothing. */
function readList(session: Session, text: string): AddressList {
  const read = readAddressList(text)
  for (const { line, text: wrong } of read.errors) remark(session, `line ${line}: ${wrong}`)
  if (read.wrong > 0)
    throw new ReeveError('bad_input', `${read.wrong} entries are no networks; the first is ${JSON.stringify(read.errors[0]?.text)}.`)
  for (const { line, text: part, with: other } of read.overlaps) remark(session, `line ${line}: ${part} overlaps line ${other}`)
  return read
}

async function send(session: Session, target: Target, networks: readonly string[]): Promise<string> {
  const { action } = await sendList(networks, (part, made, first) =>
    session.api.firewall.saveSet.mutate({ ...target, id: made ?? target.id, text: part, add: target.add || !first }),
  )
  return action ?? ''
}

const previewText = ({ count, added, addedCount, removed, removedCount }: ListPreview, overlapping: number): string =>
  [
    ...added.map((network) => `+ ${network}`),
    ...removed.map((network) => `- ${network}`),
    `${count} networks: ${addedCount} added, ${removedCount} removed, ${overlapping} lines overlap others.`,
    '',
  ].join('\n')

export async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file, 'utf8')
  } catch {
    throw new UsageError(`The file ${file} cannot be read.`)
  }
}

async function findSet(session: Session, tenant: string | undefined, name: string): Promise<AddressSetView> {
  const found = (await session.api.firewall.sets.query({ tenant })).find((set) => set.name === name || set.id === name)
  if (found === undefined) throw new ReeveError('not_found', `There is no set ${name}.`)
  return found
}

const columns = [
  ['name', (view: AddressSetView) => view.name],
  ['networks', (view: AddressSetView) => view.count],
  ['rules', (view: AddressSetView) => view.rules],
  ['state', (view: AddressSetView) => view.state],
  ['id', (view: AddressSetView) => view.id],
] as const
