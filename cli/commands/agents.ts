import type { Command } from 'commander'
import { type AdministrativeServerView, restartableServer } from '../../contracts/administrative-servers.ts'
import { UsageError } from '../failure.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { answer, openSession } from '../session.ts'
import { moment, table } from '../table.ts'

export function addAgents(program: Command, io: Io): void {
  program
    .command('agents')
    .description('the servers that do what is privileged: how each is, what waits for it and what it did last')
    .action(async (_options: object, command: Command) => {
      const session = openSession(command, io)
      const agents = await session.api.agents.list.query()
      answer(session, agents, () => table(agents, columns, 'The keep names none.'))
    })

  program
    .command('agent')
    .description('one of them')
    .command('restart')
    .description('end its process, and kill it when it hangs; it starts again and takes up what it had under way')
    .argument('<name>', restartableServer.options.join(', '))
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (name: string, { wait }: { wait: boolean }, command: Command) => {
      const agent = restartableServer.safeParse(name)
      if (!agent.success) throw new UsageError(`It is one of ${restartableServer.options.join(', ')}.`)
      const session = openSession(command, io)
      const { action } = await session.api.agents.restart.mutate({ agent: agent.data })
      if (!wait) return answer(session, { agent: agent.data, action }, () => `Asked for: ${action}\n`)
      await done(session, action)
      const { result } = await session.api.actions.get.query({ action })
      const changed = result?.changed === true
      answer(session, { agent: agent.data, action, changed }, () =>
        changed ? 'It is up again.\n' : 'It came up a moment ago and is left alone.\n',
      )
    })
}

const columns = [
  ['agent', (row: AdministrativeServerView) => row.name],
  ['in', (row: AdministrativeServerView) => row.zone],
  ['state', (row: AdministrativeServerView) => (row.self === null ? 'down' : 'up')],
  ['since', (row: AdministrativeServerView) => row.self && moment(row.self.since)],
  ['release', (row: AdministrativeServerView) => row.self?.build],
  ['at work', (row: AdministrativeServerView) => row.running],
  ['waiting', (row: AdministrativeServerView) => row.waiting],
  ['last', (row: AdministrativeServerView) => row.last && `${row.last.words} (${row.last.state}, ${moment(row.last.at)})`],
] as const
