import { gateAgentConfig } from '../../contracts/config.ts'
import { createApplierClient } from '../core/applier-client.ts'
import { openJournal } from '../core/journal.ts'
import { runProcess } from '../core/process.ts'
import { createRunner } from '../core/runner.ts'
import { serveAgent } from '../core/socket-server.ts'
import { gateHandlers, gateRoutes } from './handler.ts'

await runProcess('gate-agent', gateAgentConfig, async (config, log) => {
  const applier = createApplierClient(config.applier)
  const journal = openJournal(config.database)
  const runner = createRunner('gate', journal, gateHandlers(applier), log)
  const server = await serveAgent({ socket: config.socket, runner, routes: gateRoutes(applier), log })
  return {
    close: async () => {
      await server.close()
      await applier.close()
      journal.close()
    },
  }
})
