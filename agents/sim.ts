/**
 * A simulated keep in one process, for `npm run dev`, the backend's tests and work on pages: the real door over agents without an engine.
 * Argument: path of a JSON file `{"dir": "...", "port": 0, "paceMs": 200}`. When it is ready it prints one JSON line with `url`, `tls`,
 * `signingKey`, `approver` and `enrolmentSecret` to stdout; its log goes to stderr. SIGTERM ends it.
 */
import pino from 'pino'
import * as z from 'zod'
import { readConfig } from './core/config.ts'
import { createLog } from './core/log.ts'
import { startSimulatedKeep } from './simulated-keep.ts'

const simConfig = z.strictObject({
  dir: z.string(),
  port: z.int().default(0),
  paceMs: z.int().default(0),
  site: z.strictObject({ rpId: z.string(), origins: z.array(z.string()).min(1) }).optional(),
})

const log = createLog('simulated keep', 'warn', pino.destination(2))
const { site, ...config } = readConfig(simConfig, process.argv[2])
const { close, ...ready } = await startSimulatedKeep({ ...config, ...(site && { site }), log })
process.stdout.write(`${JSON.stringify(ready)}\n`)
const stop = () => {
  void close().finally(() => process.exit(0))
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
