import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { hostConfig } from '../../contracts/config.ts'
import { hostClients } from '../../contracts/host.ts'
import type { Log } from '../core/log.ts'
import { type MtlsServerOptions, serveMtls } from '../core/mtls.ts'
import { runProcess } from '../core/process.ts'
import { createArchives } from './archives/archives.ts'
import { createCode } from './code.ts'
import { createControl } from './control.ts'
import { openHostFirewall } from './firewall/firewall.ts'
import { createHostKernel } from './firewall/kernel.ts'
import { completeHalfMade, makeVolume, volumeFolders } from './half-made.ts'
import { hostHandlers } from './handlers.ts'
import { createImages } from './images.ts'
import { openHostJournal } from './journal.ts'
import { createApt } from './packages/apt.ts'
import { createPackages } from './packages/packages.ts'
import { createRestart, inZone } from './restart.ts'
import { hostRoutes } from './server.ts'

const lookMs = 1000
const bringMs = 60_000
const completeMs = 10_000

/** The wire to the keep is the engine's: after a start of the machine it comes when the engine comes. */
async function serveWhenThere(options: MtlsServerOptions, log: Log) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await serveMtls(options)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') throw error
      if (tries === 0) log.info('waiting for the wire to the keep')
      await after(1000)
    }
  }
}

await runProcess('host', hostConfig, async (config, log) => {
  const { state } = config
  const firewall = await openHostFirewall({ folder: join(state, 'firewall'), kernel: createHostKernel(), keptOpen: config.keptOpen })
  const failed = (err: unknown) => log.error({ err }, 'the firewall could not be brought to what is wanted')
  await firewall.bring().catch(failed)
  const complete = async () => {
    const completed = await completeHalfMade(volumeFolders, Date.now(), makeVolume)
    if (completed.length > 0) log.warn({ completed }, 'completed what an engine that died left half made')
  }
  const timers = [
    setInterval(() => void complete().catch((err: unknown) => log.error({ err }, 'half-made volumes could not be completed')), completeMs),
    setInterval(() => void firewall.look().catch(failed), lookMs),
    setInterval(() => void firewall.bring().catch(failed), bringMs),
  ]
  const packages = createPackages({ apt: createApt(), state: join(state, 'packages'), log })
  const images = createImages(config.images, join(state, 'images'))
  const archives = createArchives({ records: config.imageRecords, state: join(state, 'archives') })
  const journal = await openHostJournal(join(state, 'journal'))
  const parts = { code: createCode(config.code), packages, archives, images, firewall, restart: createRestart(inZone(state)) }
  const routes = hostRoutes(hostHandlers({ ...parts, control: createControl(config.control) }), journal, log)
  const server = await serveWhenThere({ listen: config.listen, tls: config.tls, clients: hostClients, from: config.from, routes, log }, log)
  return {
    close: async () => {
      for (const timer of timers) clearInterval(timer)
      await firewall.retreat()
      await server.close()
    },
  }
})
