import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { answer, openSession } from '../session.ts'

export function addCertificate(program: Command, io: Io): void {
  const certificate = program.command('certificate').description('what clients have to trust')

  certificate
    .command('authority')
    .description("the certificate of the gate's own CA, in PEM form")
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const authority = await session.api.trust.authority.query()
      answer(session, authority, () => `${authority.certificate.trim()}\n`)
    })
}
