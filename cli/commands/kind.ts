import type { Command } from 'commander'
import type { KindDescriptor } from '../../contracts/kinds.ts'
import type { Io } from '../io.ts'
import { answer, openSession } from '../session.ts'
import { table } from '../table.ts'

export function addKind(program: Command, io: Io): void {
  program
    .command('kind')
    .description('sorts of server that can be hosted')
    .command('list')
    .description('all kinds of the catalogue')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const kinds = await session.api.catalogue.kinds.query()
      answer(session, kinds, () => table(kinds, columns, 'No kinds.'))
    })
}

const columns = [
  ['kind', (kind: KindDescriptor) => kind.kind],
  ['title', (kind: KindDescriptor) => kind.title],
  ['found by', (kind: KindDescriptor) => kind.addressing.join(', ')],
  ['ports', (kind: KindDescriptor) => kind.ports.map(({ name, port }) => `${name} ${port}`).join(', ')],
  ['summary', (kind: KindDescriptor) => kind.summary],
] as const
