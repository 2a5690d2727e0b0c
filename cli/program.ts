import { Command } from 'commander'
import { paths } from '../contracts/zones.ts'
import { addAccount } from './commands/account.ts'
import { addAction } from './commands/action.ts'
import { addAgents } from './commands/agents.ts'
import { addAlert } from './commands/alert.ts'
import { addAudit } from './commands/audit.ts'
import { addBackup } from './commands/backup.ts'
import { addCertificate } from './commands/certificate.ts'
import { addDemo } from './commands/demo.ts'
import { addDomain } from './commands/domain.ts'
import { addFirewall } from './commands/firewall.ts'
import { addHost } from './commands/host.ts'
import { addKind } from './commands/kind.ts'
import { addLicence } from './commands/licence.ts'
import { addPatch } from './commands/patch.ts'
import { addEnrolLink, addPerson } from './commands/person.ts'
import { addPlan } from './commands/plan.ts'
import { addRequest } from './commands/request.ts'
import { addReseller } from './commands/reseller.ts'
import { addService } from './commands/service.ts'
import { addSignIn } from './commands/sign-in.ts'
import { addSite } from './commands/site.ts'
import { addStats } from './commands/stats.ts'
import { addStatus } from './commands/status.ts'
import { addTenant } from './commands/tenant.ts'
import { addToken } from './commands/token.ts'
import { exitDone, exitUsage, failureLine, failureOf } from './failure.ts'
import type { Io } from './io.ts'

/** Runs one command line (without node and script) and gives back its exit status. Nothing is thrown. */
export async function run(words: readonly string[], io: Io): Promise<number> {
  const json = words.includes('--json')
  const program = makeProgram(io)
  try {
    await program.parseAsync(words, { from: 'user' })
    return exitDone
  } catch (error) {
    const failure = failureOf(error)
    // Help that was asked for is an answer; commander throws it with code 0.
    if (isHelp(error)) return 'exitCode' in error && error.exitCode === 0 ? exitDone : exitUsage
    io.err(failureLine(failure, json))
    return failure.status
  }
}

const isHelp = (error: unknown): error is Error & { code: string } =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  ['commander.helpDisplayed', 'commander.help'].includes(error.code)

export function makeProgram(io: Io): Command {
  const program = new Command('reeve')
    .description("Reeve's command line: a client of the same interface that the panel uses, for this machine's root, or with an API token.")
    .option('--json', 'answers and errors as JSON with stable field names')
    .option('--approve-with <file>', 'sign critical actions with this software authenticator')
    .option('--url <address>', 'a panel elsewhere, with --token-file')
    .option('--token-file <file>', 'API token of the person who asks, in a file that only you may read')
    .option('--socket <path>', 'the local socket', paths.cliSocket)
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: (text) => (text.startsWith('error:') ? undefined : io.err(text)) })
  const add = [
    addStatus,
    addTenant,
    addService,
    addSite,
    addStats,
    addDomain,
    addAccount,
    addBackup,
    addCertificate,
    addFirewall,
    addHost,
    addPlan,
    addRequest,
    addKind,
    addLicence,
    addPerson,
    addReseller,
    addToken,
    addSignIn,
    addEnrolLink,
    addAction,
    addAgents,
    addAlert,
    addPatch,
    addAudit,
    addDemo,
  ]
  for (const addTo of add) addTo(program, io)
  return program
}
