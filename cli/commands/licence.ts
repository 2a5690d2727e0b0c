import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ReeveError } from '../../contracts/errors.ts'
import { licensed, type OwnLicenceView } from '../../contracts/licence.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { answer, openSession, type Session } from '../session.ts'
import { facts } from '../table.ts'
import { addIssuing } from './licence-issue.ts'
import { addPool } from './licence-pool.ts'

/** The installation's own licence, and licences that services use. */
export function addLicence(program: Command, io: Io): void {
  const licence = program.command('licence').description('what this installation may have, and licences that its services use')

  licence
    .command('show')
    .description("the installation's own licence, and how much of it is used")
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const { own } = await session.api.licences.get.query()
      answer(session, own, () => words(own))
    })

  licence
    .command('install')
    .description('install a licence file; the keep looks at its signature')
    .argument('<file>', 'as its issuer sent it')
    .action(async (file: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        throw new ReeveError('bad_input', `The licence file ${file} cannot be read.`, error)
      })
      const { action } = await session.api.licences.install.mutate({ file: text })
      await settled(session, action)
    })

  licence
    .command('back')
    .description('put the earlier licence back; the present one stays at hand')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const { action } = await session.api.licences.putBack.mutate()
      await settled(session, action)
    })

  addPool(licence, io)
  addIssuing(licence, io)
}

async function settled(session: Session, action: string): Promise<void> {
  await done(session, action)
  const { own } = await session.api.licences.get.query()
  answer(session, { ...own, action }, () => words(own))
}

const standings = { valid: 'valid', grace: 'ended, days of grace', over: 'ended: nothing new can be made' }
const dayOf = (at: number): string => new Date(at - 1).toISOString().slice(0, 10)

const words = ({ terms, earlier, standing, used, graceEndsAt, daysLeft }: OwnLicenceView): string =>
  facts([
    ['number', terms.number],
    ['edition', terms.edition],
    ['holder', terms.holder],
    ['state', standings[standing]],
    ['last day', terms.expires ?? 'none'],
    ...(daysLeft === null ? [] : ([['days left', daysLeft]] as const)),
    ...(graceEndsAt === null ? [] : ([['grace until', dayOf(graceEndsAt)]] as const)),
    ...licensed.map((what) => [what === 'nodes' ? 'machines' : what, `${used[what]} of ${terms[what]}`] as const),
    ['earlier', earlier === null ? 'none' : `${earlier.number} (${earlier.edition})`],
  ])
