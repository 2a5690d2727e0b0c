import { setTimeout as pause } from 'node:timers/promises'
import { servicesConfig } from '../../contracts/config.ts'
import { descriptorOf, kinds } from '../catalogue/index.ts'
import { openDatabase } from '../core/database.ts'
import { createHostClient } from '../core/host-client.ts'
import { createJournal, journalMigrations } from '../core/journal.ts'
import { runProcess } from '../core/process.ts'
import { createRunner } from '../core/runner.ts'
import { serveAgent } from '../core/socket-server.ts'
import { createIncus } from '../engine/incus.ts'
import { sweepDownloads } from './files/download.ts'
import { createRecords, servicesMigrations } from './records.ts'
import { sweepRehearsals } from './rehearse/rehearse.ts'
import { createServices } from './services.ts'

await runProcess('services', servicesConfig, async (config, log) => {
  sweepDownloads(config.uploads)
  const engine = createIncus(config.engine)
  const db = openDatabase(config.database, [...journalMigrations, ...servicesMigrations])
  const deps = { ...config, engine, host: createHostClient(config.host), records: createRecords(db), now: Date.now, pause, log }
  await sweepRehearsals(deps)
  return serveAgent({
    socket: config.socket,
    runner: createRunner('services', createJournal(db), createServices(deps), log),
    routes: { 'GET /kinds': async () => Object.values(kinds).map(descriptorOf) },
    log,
  })
})
