import type { Command } from 'commander'
import { tokenId } from '../../contracts/ids.ts'
import type { TokenView } from '../../contracts/views.ts'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import { findPerson } from '../resolve.ts'
import { answer, openSession } from '../session.ts'
import { moment, table } from '../table.ts'

/** A token is made by its person, on the account page: nobody else ever sees it. */
export function addToken(program: Command, io: Io): void {
  const token = program.command('token').description('API tokens of people: look at them, revoke them')

  token
    .command('list')
    .description('the living tokens of a person')
    .argument('<email>', 'address or id of the person')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const found = await findPerson(session.api, text, undefined)
      const tokens = await session.api.tokens.ofPerson.query({ person: found.id })
      answer(session, tokens, () => table(tokens, columns, `${found.email} has no API token.`))
    })

  token
    .command('revoke')
    .description('end a token at once')
    .argument('<email>', 'address or id of the person')
    .argument('<token>', 'its id')
    .action(async (text: string, id: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      if (!tokenId.safeParse(id).success) throw new UsageError(`${JSON.stringify(id)} is no id of a token. See: reeve token list ${text}`)
      const found = await findPerson(session.api, text, undefined)
      await session.api.tokens.revokeOf.mutate({ person: found.id, token: id })
      answer(session, { id }, () => `Revoked a token of ${found.email}.\n`)
    })
}

const names = (list: TokenView['tenants']) => list?.map(({ id, name }) => name ?? id).join(', ') ?? 'all'

const columns = [
  ['label', (view: TokenView) => view.label],
  ['for', (view: TokenView) => view.groups.join(', ')],
  ['tenants', (view: TokenView) => names(view.tenants)],
  ['services', (view: TokenView) => names(view.services)],
  ['from', (view: TokenView) => view.sources?.join(', ') ?? 'anywhere'],
  ['last used', (view: TokenView) => moment(view.lastUsed)],
  ['ends', (view: TokenView) => moment(view.expiresAt)],
  ['id', (view: TokenView) => view.id],
] as const
