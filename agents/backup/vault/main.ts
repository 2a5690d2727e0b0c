import { join } from 'node:path'
import { vaultConfig } from '../../../contracts/config.ts'
import { openDatabase } from '../../core/database.ts'
import { serveMtls } from '../../core/mtls.ts'
import { runProcess } from '../../core/process.ts'
import { openSealing } from '../../core/sealing.ts'
import { createJobs, endOrphans } from './jobs.ts'
import { openKeys } from './keys.ts'
import { createRecords, vaultMigrations } from './records.ts'
import { vaultRoutes } from './routes.ts'
import { createVault } from './vault.ts'

const sweepEvery = 3_600_000

/** The vault's process. When it is killed, the keep asks for the same job again: what restic did until then is not read twice. */
await runProcess('vault', vaultConfig, async (config, log) => {
  const ended = endOrphans((argv) => argv[0] === '/usr/bin/restic')
  if (ended > 0) log.warn({ ended }, 'ended what an earlier run left behind')
  const db = openDatabase(join(config.state, 'vault.sqlite'), vaultMigrations)
  const records = createRecords(db, Date.now)
  const vault = createVault({
    config,
    records,
    keys: await openKeys(config.state),
    sealing: await openSealing(config.state, 'This was not sealed for this vault. Reload the page and enter it again.'),
    now: Date.now,
    log,
  })
  const jobs = createJobs(records, log)
  const adopt = () =>
    void jobs.quietly(vault.adopt).catch((err: unknown) => log.error({ err }, 'what is in the repositories could not be looked up'))
  const sweep = () =>
    void jobs.quietly(vault.sweep).catch((err: unknown) => log.error({ err }, 'backups of deleted services could not be looked at'))
  const timer = setInterval(() => {
    adopt()
    sweep()
  }, sweepEvery)
  // In turn before any job; a restore of the installation waits until the state says that it is over.
  adopt()
  const routes = vaultRoutes(vault, jobs)
  const server = await serveMtls({ listen: config.listen, tls: config.tls, clients: ['backup-agent'], routes, log })
  return {
    close: async () => {
      clearInterval(timer)
      await server.close()
      endOrphans((argv) => argv[0] === '/usr/bin/restic')
      db.close()
    },
  }
})
