import { wakerConfig } from '../../contracts/config.ts'
import { createApplierClient } from '../core/applier-client.ts'
import { serveMtls } from '../core/mtls.ts'
import { runProcess } from '../core/process.ts'
import { createIncus } from '../engine/incus.ts'
import { gateCalls } from './gate-calls.ts'
import { startWaker } from './start.ts'

await runProcess('waker', wakerConfig, async (config, log) => {
  const applier = createApplierClient(config.applier)
  const engine = createIncus(config.engine)
  const started = await startWaker(config, engine, gateCalls(applier), log)
  const server = await serveMtls({ listen: config.listen, tls: config.tls, clients: ['wake-client'], routes: started.wakeRoutes, log })
  return {
    close: async () => {
      await server.close()
      await started.close()
      await Promise.all([applier.close(), engine.close()])
    },
  }
})
