import { tenancyConfig } from '../../contracts/config.ts'
import { bridges } from '../../contracts/zones.ts'
import { openJournal } from '../core/journal.ts'
import { runProcess } from '../core/process.ts'
import { createRunner } from '../core/runner.ts'
import { serveAgent } from '../core/socket-server.ts'
import { createIncus } from '../engine/incus.ts'
import { createTenancy } from './tenancy.ts'

await runProcess('tenancy', tenancyConfig, async (config, log) => {
  const engine = createIncus(config.engine)
  const journal = openJournal(config.database)
  const handlers = createTenancy({ ...config, engine, tenantsBridge: bridges.tenants.name })
  return serveAgent({ socket: config.socket, runner: createRunner('tenancy', journal, handlers, log), log })
})
