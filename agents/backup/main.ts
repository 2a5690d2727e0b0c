import * as z from 'zod'
import { processSelf } from '../../contracts/administrative-servers.ts'
import { backupConfig } from '../../contracts/config.ts'
import { openDatabase } from '../core/database.ts'
import { createHostClient } from '../core/host-client.ts'
import { createJournal, journalMigrations } from '../core/journal.ts'
import { runProcess } from '../core/process.ts'
import { createRunner } from '../core/runner.ts'
import { serveAgent } from '../core/socket-server.ts'
import { createIncus } from '../engine/incus.ts'
import { createBackup } from './backup.ts'
import { backupMigrations, createFormers } from './formers.ts'
import { createMakers } from './makers.ts'
import { createVaultClient } from './vault-client.ts'

const sweepEvery = 3_600_000

await runProcess('backup', backupConfig, async (config, log) => {
  const db = openDatabase(config.database, [...journalMigrations, ...backupMigrations])
  const engine = createIncus(config.engine)
  const vault = createVaultClient(config.vault)
  const { handlers, sweep } = createBackup({
    ...config,
    ...{ engine, vault, host: createHostClient(config.host), formers: createFormers(db), makers: createMakers(db) },
    ...{ now: Date.now, pauseMs: 500, log },
  })
  const timer = setInterval(() => void sweep().catch((err: unknown) => log.error({ err }, 'sweeping failed')), sweepEvery)
  const routes = {
    'GET /vault': () => vault.call('GET', '/v1/health', z.object({ ok: z.boolean() })),
    'GET /remote': () => vault.call('GET', '/v1/health', processSelf),
  }
  const server = await serveAgent({ socket: config.socket, runner: createRunner('backup', createJournal(db), handlers, log), routes, log })
  return {
    close: async () => {
      clearInterval(timer)
      await server.close()
      await vault.close()
    },
  }
})
