import type { Command } from 'commander'
import type { ProcessState } from '../../contracts/processes.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { findService } from '../resolve.ts'
import { answer, openSession, type Session } from '../session.ts'
import { table } from '../table.ts'

type Deed = 'start' | 'halt' | 'restart' | 'reload'

const deeds: readonly [name: string, deed: Deed, description: string, said: string][] = [
  ['start', 'start', 'start it, and let requests wake it again', 'Started'],
  ['stop', 'halt', 'stop it until it is started again: no request wakes it', 'Stopped'],
  ['restart', 'restart', 'end its processes and begin them anew, after the check of its configuration', 'Restarted'],
  ['reload', 'reload', 'let its processes read their configuration anew; connections go on', 'Reloaded'],
]

/** The processes of a service. */
export function addRun(service: Command, io: Io): void {
  for (const [name, deed, description, said] of deeds) {
    service
      .command(name)
      .description(description)
      .argument('<service>', 'TENANT/NAME or id')
      .option('--no-wait', 'answer as soon as it is asked for')
      .action(async (text: string, options: { wait: boolean }, command: Command) => {
        const session = openSession(command, io)
        const found = await findService(session.api, text)
        const { action } = await ask(session, deed, found.id)
        if (options.wait) await done(session, action)
        const view = await session.api.services.get.query({ service: found.id })
        answer(session, { ...view, action }, () => `${options.wait ? said : 'Asked for'}: ${found.tenantName}/${found.name}\n`)
      })
  }

  service
    .command('processes')
    .description('its processes, as their supervisor sees them; a sleeping service is not woken')
    .argument('<service>', 'TENANT/NAME or id')
    .action(async (text: string, _options: object, command: Command) => {
      const session = openSession(command, io)
      const { id } = await findService(session.api, text)
      const seen = await session.api.services.processes.query({ service: id })
      answer(session, { service: id, ...seen }, () => table(seen.processes, columns, 'It has no processes.'))
    })
}

const ask = ({ api }: Session, deed: Deed, service: string): Promise<{ action: string }> => api.services[deed].mutate({ service })

const columns = [
  ['process', (process: ProcessState) => process.name],
  ['state', (process: ProcessState) => (process.up ? 'up' : 'down')],
  ['pid', (process: ProcessState) => process.pid],
  ['for s', (process: ProcessState) => process.seconds],
] as const
