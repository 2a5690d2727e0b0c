import type { ActionInput } from '../../../contracts/actions.ts'
import { type Ask, type AskVerdict, mostAskBytes, mostAsks } from '../../../contracts/asks.ts'
import { ReeveError } from '../../../contracts/errors.ts'
import { projectOf } from '../../../contracts/ids.ts'
import { askAnswerProgram, askGiveProgram } from '../../catalogue/asks.ts'
import type { Result } from '../../core/answers.ts'
import type { ServiceFacts } from '../../core/facts.ts'
import { keepAwake, programPath } from '../../engine/awake.ts'
import type { ServicesDeps } from '../deps.ts'
import { parseAsk, readAsks } from './parse.ts'

interface Of {
  tenant: string
  service: string
}

const environment = { PATH: programPath, LC_ALL: 'C.UTF-8' }
const usage =
  'Write such as: memory +256 why. Of cpus, memory (MiB), disk (MiB), processes; a number in all, or + and how much more. Or: port 80 why. Or: package jq why. Or: snapshot why.'

const owned = ({ tenant }: Of, facts: ServiceFacts): void => {
  if (facts.service === null || facts.service.tenant !== tenant) throw new ReeveError('not_found', 'There is no such service.')
}

/** Takes what waits at the service's own socket. A service that does not run asks for nothing. */
export async function collectAsks(deps: ServicesDeps, input: Of, facts: ServiceFacts): Promise<Result> {
  owned(input, facts)
  const { engine } = deps
  const project = projectOf(input.tenant)
  if ((await engine.getState(project, input.service))?.state !== 'running') return { asks: [] }
  // Whoever asked waits for the answer.
  await keepAwake(engine, project, input.service, deps.now())
  const { status, stdout } = await engine.exec(project, input.service, {
    argv: [askGiveProgram, String(mostAsks)],
    environment,
    timeoutMs: 10_000,
    maxOutputBytes: mostAsks * (mostAskBytes + 64),
  })
  // An image from before it had a socket.
  if (status === 127) return { asks: [] }
  const asks: Ask[] = []
  for (const { ticket, line } of readAsks(stdout.toString('utf8')).slice(0, mostAsks)) {
    const parsed = parseAsk(ticket, line)
    if (parsed === undefined) await answer(deps, input, ticket, 'refused', usage)
    else asks.push(parsed)
  }
  return { asks }
}

/** Whoever asked may have gone, and the VPS may sleep: then nobody reads it. */
export async function answerAsk(deps: ServicesDeps, input: ActionInput<'asks.answer'>, facts: ServiceFacts): Promise<Result> {
  owned(input, facts)
  const told = await answer(deps, input, input.ticket, input.verdict, input.text)
  return { told }
}

async function answer({ engine }: ServicesDeps, of: Of, ticket: string, verdict: AskVerdict, text: string): Promise<boolean> {
  const project = projectOf(of.tenant)
  if ((await engine.getState(project, of.service))?.state !== 'running') return false
  const command = { argv: [askAnswerProgram, ticket] as const, stdin: `${verdict}: ${text}\n`, environment, timeoutMs: 10_000 }
  try {
    return (await engine.exec(project, of.service, command)).status === 0
  } catch (error) {
    // It fell asleep just now.
    if (error instanceof ReeveError && error.code === 'conflict') return false
    throw error
  }
}
