import { statsConfig } from '../../contracts/config.ts'
import { traffic } from '../../contracts/gate.ts'
import { createApplierClient } from '../core/applier-client.ts'
import { runProcess } from '../core/process.ts'
import { createIncus } from '../engine/incus.ts'
import { startStats } from './start.ts'

await runProcess('stats', statsConfig, async (config, log) => {
  const applier = createApplierClient(config.applier)
  const engine = createIncus(config.engine)
  const metrics = createIncus(config.metrics)
  const askGate = async (withinMs: number) =>
    (await applier.call('POST', '/v1/traffic', traffic, { body: { withinMs }, timeoutMs: 8000 })).services
  const started = await startStats(config, { engine, metrics, traffic: askGate }, log)
  return {
    close: async () => {
      await started.close()
      await Promise.all([applier.close(), engine.close(), metrics.close()])
    },
  }
})
