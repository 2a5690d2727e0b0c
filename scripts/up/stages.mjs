/** The stages of `up`, which a restore goes through as well: the machine, the engine, the zones. Each brings about what is not there yet. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDependencies } from '../build/dependencies.mjs'
import { loadTs } from '../build/load-ts.mjs'
import { publishNode, publishReleases, removeOldReleases } from '../build/releases.mjs'
import { repository } from '../build/repository.mjs'
import { ensureCardTable, entriesOf, reloadCardTable } from '../host/card-table.mjs'
import { ensureContainerTemplate } from '../host/container-template.mjs'
import { ensureEngine, rereadIdRanges } from '../host/daemons.mjs'
import { ensureForwards } from '../host/forwards.mjs'
import { ensureHostAgent } from '../host/host-agent.mjs'
import { ensureIdRanges } from '../host/id-ranges.mjs'
import { ensureKernelSettings } from '../host/kernel.mjs'
import { ensureEngineListener, ensureNetworks } from '../host/networks.mjs'
import { ensurePools } from '../host/pools.mjs'
import { awaitServices, ensureProject, ensureStore, ensureTrialProject, ensureZone } from '../zone/instances.mjs'
import { ensurePki } from '../zone/pki.mjs'
import { prepareSocketFolder, proxiesOf } from '../zone/proxies.mjs'
import { ensureTrust } from '../zone/trust.mjs'
import { describeZones } from '../zone/zones.mjs'
import { ensureHostPackages } from './packages.mjs'
import { step, together } from './steps.mjs'

/** Limits, the engine and its pools: what needs no package of npm. */
async function prepareHost() {
  await step('kernel limits', ensureKernelSettings)
  await prepareSocketFolder()
  // Before the engine: it starts the zones, and they what somebody asks for.
  await reloadCardTable()
  await step('engine', ensureEngine)
  await step('storage pools', ensurePools)
}

export async function prepareMachine(system) {
  // Before the packages: systemd starts the engine as soon as it is installed.
  await ensureContainerTemplate()
  if (ensureIdRanges()) await rereadIdRanges()
  await step('Debian packages', () => ensureHostPackages(system))
  // npm and the images of the system keep one core busy each.
  await together([step('packages of npm', ensureDependencies), prepareHost()])
}

export async function prepareEngine(zones, options) {
  const addresses = entriesOf(await loadTs('agents/core/addresses.ts'), zones.tenantAddresses)
  await step('addresses of services', () => ensureCardTable(addresses))
  await step('networks', () => ensureNetworks(zones, options))
  await step('addresses of the gate', () => ensureForwards(zones, options.address, options.address6))
  await ensureEngineListener(zones.endpoints.engine)
  await ensureProject()
  await ensureTrialProject(zones.trialProject)
  await ensureStore()
  await step('certificates', () => ensurePki(zones))
  await step('engine certificates of the agents', () => ensureTrust(zones.engineUsers))
}

/** All zones at once: each one waits for its own start only. `restoring`: the backend begins nothing by itself. */
export async function bringUpZones(zones, options, restoring = false) {
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  await step('Node for the zones', publishNode)
  let releases
  await step('programs for the zones', async () => {
    releases = await publishReleases()
  })
  await step('host agent', () => ensureHostAgent(zones, releases.host))
  const described = describeZones({ ...options, zones, releases, version, restoring })
  const proxies = await proxiesOf(zones, options)
  await together(
    zones.zones.map((name) =>
      step(`zone ${name}`, async () => {
        const { state, restarted } = await ensureZone(zones, name, described[name], proxies)
        await awaitServices(name, described[name].services)
        return restarted.length > 0 ? `${state}: ${restarted.join(', ')}` : state
      }),
    ),
  )
  removeOldReleases(releases)
}
