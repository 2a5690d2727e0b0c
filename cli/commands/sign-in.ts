import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { OidcSettingsView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { seal } from '../../contracts/seal.ts'
import type { Io } from '../io.ts'
import { answer, openSession } from '../session.ts'
import { facts } from '../table.ts'

interface SetOptions {
  label: string
  issuer: string
  clientId: string
  secretFile?: string
}

/** Sign-in by an OpenID Connect provider, beside passwords and passkeys. */
export function addSignIn(program: Command, io: Io): void {
  const signIn = program.command('sign-in').description('sign-in elsewhere, by an OpenID Connect provider')

  signIn
    .command('show')
    .description('the provider, and what it has to know of this panel')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const view = shownOf(await session.api.oidc.settings.query())
      answer(session, view, () => text(view))
    })

  signIn
    .command('set')
    .description('set the provider')
    .requiredOption('--label <text>', 'what the button says: "Sign in with ..."')
    .requiredOption('--issuer <url>', 'address of the provider, as it writes it itself')
    .requiredOption('--client-id <id>', 'the id that the provider gave this panel')
    .option('--secret-file <file>', 'the secret that the provider gave this panel; without it the present one stays')
    .action(async ({ secretFile, ...values }: SetOptions, command: Command) => {
      const session = openSession(command, io)
      const { sealingKey } = await session.api.oidc.settings.query()
      const sealed = secretFile === undefined ? {} : { sealedSecret: await seal(sealingKey, await secretIn(secretFile)) }
      await session.api.oidc.setSettings.mutate({ ...values, ...sealed })
      const view = shownOf(await session.api.oidc.settings.query())
      answer(session, view, () => text(view))
    })

  signIn
    .command('off')
    .description('take the button away and unlink every account')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      await session.api.oidc.removeSettings.mutate()
      answer(session, { on: false }, () => 'Sign-in elsewhere is off.\n')
    })
}

async function secretIn(file: string): Promise<string> {
  const read = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ReeveError('bad_input', `The file ${file} cannot be read.`, error)
  })
  const secret = read.split('\n')[0]?.trim() ?? ''
  if (secret === '') throw new ReeveError('bad_input', `The first line of ${file} is no secret.`)
  return secret
}

const shownOf = ({ sealingKey: _, ...view }: OidcSettingsView) => view
type Shown = ReturnType<typeof shownOf>

function text(view: Shown): string {
  const shown = facts([
    ['label', view.label],
    ['issuer', view.issuer],
    ['client id', view.clientId],
    ['return address', view.returnUrl],
    ['backend reaches', view.wayOut],
  ])
  const host = view.on ? new URL(view.issuer).host : undefined
  return host === undefined || host === view.wayOut ? shown : `${shown}\nLet the backend reach it: npm run up -- --sign-in ${host}\n`
}
