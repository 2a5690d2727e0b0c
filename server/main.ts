import { readFileSync } from 'node:fs'
import { openDatabase } from '../db/client.ts'
import { migrate } from '../db/migrate.ts'
import { keepAlerts } from './alerts/rounds.ts'
import { assemble } from './assemble.ts'
import { passwordCost } from './auth/passwords.ts'
import { keepBackups } from './backups/rounds.ts'
import { refreshKinds } from './catalogue/service.ts'
import { readConfig } from './config.ts'
import { makeCourier } from './courier/courier.ts'
import { makeSigner } from './dispatch/envelope.ts'
import { httpDoor } from './dispatch/http-door.ts'
import { keepHouse } from './house.ts'
import { makeBackend } from './http/server.ts'
import { makeLog } from './log.ts'
import { makeBox } from './oidc/box.ts'
import { keepPatches } from './patches/checks.ts'
import { watchTraffic } from './traffic/rounds.ts'
import { copyTrust } from './trust/copy.ts'
import { watchUsage } from './usage/watch.ts'
import { keepVisits } from './visits/read.ts'

const graceMs = 5000

/** The backend process. Its one argument is the path of its configuration. */
async function main(): Promise<void> {
  const file = process.argv[2]
  if (file === undefined) throw new Error('usage: backend <configuration file>')
  const config = readConfig(file)
  const log = makeLog()
  const database = openDatabase(config.database)
  migrate(database)
  const door = httpDoor(config.door)
  const pem = readFileSync(config.signingKey, 'utf8')
  const parts = { signer: makeSigner(pem), box: makeBox(pem), courier: makeCourier(config.courier) }
  const app = assemble({ config, database, door, log, passwordCost, ...parts, ...(config.signIn && { wayOut: config.signIn }) })
  const backend = makeBackend(app)
  await backend.listen(config.listen)
  await backend.listen({ socket: config.cliSocket })
  log.info({ listen: config.listen, version: config.version }, 'backend listens')
  const rounds = [keepHouse, ...(config.restoring ? [] : [keepAlerts, keepVisits, keepBackups, watchUsage, keepPatches, watchTraffic])].map(
    (keep) => keep(app),
  )
  for (const copy of [refreshKinds(app), copyTrust(app)])
    copy.catch((error: unknown) => log.warn({ err: error }, 'the keep does not answer yet'))

  let stopping = false
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'backend stops')
    for (const round of rounds) round.stop()
    app.stop()
    await backend.close(graceMs)
    database.close()
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
