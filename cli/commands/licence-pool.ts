import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ReeveError } from '../../contracts/errors.ts'
import { type Cost, cost, type LicencesView, type PoolLicenceView, type ServiceLicenceView } from '../../contracts/licence.ts'
import { seal } from '../../contracts/seal.ts'
import type { Api } from '../api.ts'
import { UsageError } from '../failure.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { wholeNumber } from '../options.ts'
import { findService } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { table } from '../table.ts'

interface PutOptions {
  title?: string
  vendor?: string
  seats?: string
  expires?: string
  cost?: string
  keyFile?: string
}

export function addPool(licence: Command, io: Io): void {
  licence
    .command('list')
    .description('licences that services use: seats, ends and what they cost')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const { pool, monthly } = await session.api.licences.get.query()
      answer(session, { pool, monthly }, () => `${table(pool, columns, 'No licences.')}${monthlyText(monthly)}`)
    })

  licence
    .command('put')
    .description('add a licence for services, or change one; what is not named stays')
    .argument('<name>', 'short name, also of its file inside services')
    .option('--title <title>', 'for people')
    .option('--vendor <vendor>', 'who sold it')
    .option('--seats <number>', 'services that may have it at the same time')
    .option('--expires <day>', 'last day such as 2027-12-31, or none')
    .option('--cost <cost>', 'such as 12.50/EUR/month, also year or once, or none')
    .option('--key-file <file>', 'its key; sealed before it leaves this command')
    .action(async (name: string, options: PutOptions, command: Command) => {
      const session = openSession(command, io)
      const { pool } = await session.api.licences.get.query()
      const found = pool.find((entry) => entry.name === name)
      if (found === undefined && (options.seats === undefined || options.keyFile === undefined))
        throw new UsageError('A new licence needs --seats and --key-file.')
      const key = options.keyFile === undefined ? undefined : await keyOf(options.keyFile)
      const sealedKey = key === undefined ? undefined : await seal((await session.api.licences.sealingKey.query()).publicKey, key)
      const asked = await session.api.licences.put.mutate({
        ...{ name, title: options.title ?? found?.title ?? name, vendor: options.vendor ?? found?.vendor ?? 'Unknown' },
        seats: options.seats === undefined ? (found?.seats ?? 1) : wholeNumber('--seats', options.seats),
        expires: options.expires === undefined ? (found?.expires ?? null) : options.expires === 'none' ? null : options.expires,
        cost: options.cost === undefined ? (found?.cost ?? null) : costOf(options.cost),
        ...(found && { licence: found.id }),
        ...(sealedKey !== undefined && { sealedKey }),
      })
      await done(session, asked.action)
      const view = await findLicence(session.api, name)
      answer(session, { ...view, action: asked.action }, () => table([view], columns, ''))
    })

  licence
    .command('remove')
    .description('remove a licence that no service has; its key is deleted in the keep')
    .argument('<name>', 'short name')
    .action(async (name: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findLicence(session.api, name)
      const { action } = await session.api.licences.remove.mutate({ licence: id })
      await done(session, action)
      answer(session, { id, name, action }, () => `Removed the licence ${name}.\n`)
    })

  for (const [verb, description, said] of [
    ['give', 'give a licence to a service: its key becomes a file there (critical: needs an approval)', 'has'],
    ['take-back', 'take a licence back from a service: the file with its key goes', 'has no longer'],
  ] as const) {
    licence
      .command(verb)
      .description(description)
      .argument('<name>', 'short name of the licence')
      .argument('<service>', 'TENANT/NAME or id')
      .action(async (name: string, text: string, _options: object, command: Command) => {
        const session = openSession(command, io)
        const { id } = await findLicence(session.api, name)
        const service = await findService(session.api, text)
        const ask = session.api.licences[verb === 'give' ? 'give' : 'takeBack']
        const { action } = await ask.mutate({ licence: id, service: service.id })
        await done(session, action)
        const full = `${service.tenantName}/${service.name}`
        answer(session, { licence: id, service: service.id, action }, () => `${full} ${said} the licence ${name}.\n`)
      })
  }

  licence
    .command('of')
    .description('licences that a service has, and where it finds their keys')
    .argument('<service>', 'TENANT/NAME or id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findService(session.api, text)
      const licences = await session.api.licences.ofService.query({ service: id })
      answer(session, licences, () => table(licences, ofService, 'No licences.'))
    })
}

async function findLicence(api: Api, name: string): Promise<PoolLicenceView> {
  const { pool } = await api.licences.get.query()
  const found = pool.find((entry) => entry.name === name || entry.id === name)
  if (found === undefined) throw new ReeveError('not_found', `There is no licence ${name}. See \`reeve licence list\`.`)
  return found
}

/** Without the line's end that editors put there. */
async function keyOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ReeveError('bad_input', `The key file ${file} cannot be read.`, error)
  })
  const key = text.replace(/\r?\n$/, '')
  if (key === '') throw new UsageError(`${file} is empty.`)
  return key
}

function costOf(text: string): Cost | null {
  if (text === 'none') return null
  const [, whole, hundredths = '', currency, per] = /^(\d{1,7})(?:\.(\d{1,2}))?\/([A-Z]{3})\/(\w+)$/.exec(text) ?? []
  const read = cost.safeParse({ amount: Number(whole) * 100 + Number(hundredths.padEnd(2, '0')), currency, per })
  if (!read.success) throw new UsageError(`--cost is such as 12.50/EUR/month, year or once, not ${JSON.stringify(text)}.`)
  return read.data
}

const money = (amount: number, currency: string): string => `${(amount / 100).toFixed(2)} ${currency}`
const monthlyText = (monthly: LicencesView['monthly']): string =>
  monthly.length === 0 ? '' : `In a month: ${monthly.map(({ amount, currency }) => money(amount, currency)).join(', ')}.\n`

const columns = [
  ['name', (entry: PoolLicenceView) => entry.name],
  ['title', (entry: PoolLicenceView) => entry.title],
  ['vendor', (entry: PoolLicenceView) => entry.vendor],
  ['used', (entry: PoolLicenceView) => entry.seatsUsed.length],
  ['seats', (entry: PoolLicenceView) => entry.seats],
  ['last day', (entry: PoolLicenceView) => entry.expires],
  ['days left', (entry: PoolLicenceView) => entry.daysLeft],
  ['cost', ({ cost: found }: PoolLicenceView) => found && `${money(found.amount, found.currency)}/${found.per}`],
  ['services', (entry: PoolLicenceView) => entry.seatsUsed.map((seat) => `${seat.tenantName}/${seat.serviceName}`).join(', ')],
] as const

const ofService = [
  ['title', (entry: ServiceLicenceView) => entry.title],
  ['vendor', (entry: ServiceLicenceView) => entry.vendor],
  ['file', (entry: ServiceLicenceView) => entry.path],
  ['last day', (entry: ServiceLicenceView) => entry.expires],
  ['days left', (entry: ServiceLicenceView) => entry.daysLeft],
] as const
