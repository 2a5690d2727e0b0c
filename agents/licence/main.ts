import { licenceConfig } from '../../contracts/config.ts'
import { openDatabase } from '../core/database.ts'
import { createJournal, journalMigrations } from '../core/journal.ts'
import { runProcess } from '../core/process.ts'
import { createRunner } from '../core/runner.ts'
import { openSealing } from '../core/sealing.ts'
import { serveAgent } from '../core/socket-server.ts'
import { createIncus } from '../engine/incus.ts'
import { createLicence } from './licence.ts'
import { openOwn } from './own.ts'
import { licenceMigrations, openPool } from './pool.ts'
import { createSeats } from './seats.ts'

/** How long a service whose root was exchanged may be without its key. */
const roundMs = 30_000

await runProcess('licence', licenceConfig, async (config, log) => {
  const db = openDatabase(config.database, [...journalMigrations, ...licenceMigrations])
  const sealing = await openSealing(config.state, 'The key was not sealed for this keep. Reload the page and write it again.')
  const pool = openPool(db, config.state)
  const seats = createSeats(createIncus(config.engine), pool, log)
  const handlers = createLicence({ own: openOwn(config.state, config.licenceKeys), pool, seats, sealing })
  // Rounds never overlap: the next one begins when the last one is over.
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const next = () => {
    if (!stopped) timer = setTimeout(() => void seats.round().finally(next), roundMs)
  }
  void seats.round().finally(next)
  const server = await serveAgent({
    socket: config.socket,
    runner: createRunner('licence', createJournal(db), handlers, log),
    routes: { 'GET /sealing-key': async () => ({ sealingKey: sealing.publicKey }) },
    log,
  })
  return {
    close: async () => {
      stopped = true
      clearTimeout(timer)
      await server.close()
      db.close()
    },
  }
})
