import { randomUUID } from 'node:crypto'
import { hostKeepConfig } from '../../../contracts/config.ts'
import { createHostClient } from '../../core/host-client.ts'
import { openJournal } from '../../core/journal.ts'
import { runProcess } from '../../core/process.ts'
import { createRunner } from '../../core/runner.ts'
import { serveAgent } from '../../core/socket-server.ts'
import { hostAgentHandlers } from './handler.ts'

await runProcess('host-agent', hostKeepConfig, async (config, log) => {
  const journal = openJournal(config.database)
  const host = createHostClient(config.host)
  const runner = createRunner('host', journal, hostAgentHandlers(host, randomUUID), log)
  const routes = { 'GET /remote': () => host.ask(randomUUID(), 'self', {}) }
  const server = await serveAgent({ socket: config.socket, runner, routes, log })
  return {
    close: async () => {
      await server.close()
      journal.close()
    },
  }
})
