import { patchConfig } from '../../contracts/config.ts'
import { createHostClient } from '../core/host-client.ts'
import { openJournal } from '../core/journal.ts'
import { runProcess } from '../core/process.ts'
import { createRunner } from '../core/runner.ts'
import { serveAgent } from '../core/socket-server.ts'
import { patchHandlers } from './handler.ts'

await runProcess('patch', patchConfig, async (config, log) => {
  const journal = openJournal(config.database)
  const runner = createRunner('patch', journal, patchHandlers(createHostClient(config.host)), log)
  const server = await serveAgent({ socket: config.socket, runner, log })
  return {
    close: async () => {
      await server.close()
      journal.close()
    },
  }
})
