#!/usr/bin/env node
/**
 * `npm run up`: brings this machine to a running Reeve. Looks first and names everything that is missing; then each step brings about what
 * is not there yet, so that it can be run again at any point, also after a kill or a power cut in the middle.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDependencies } from './build/dependencies.mjs'
import { loadTs } from './build/load-ts.mjs'
import { publishNode, publishReleases, removeOldReleases } from './build/releases.mjs'
import { repository } from './build/repository.mjs'
import { build } from './build.mjs'
import { ensureCardTable, entriesOf, reloadCardTable } from './host/card-table.mjs'
import { ensureContainerTemplate } from './host/container-template.mjs'
import { ensureEngine, rereadIdRanges } from './host/daemons.mjs'
import { ensureForwards } from './host/forwards.mjs'
import { ensureHostAgent } from './host/host-agent.mjs'
import { ensureIdRanges } from './host/id-ranges.mjs'
import { ensureKernelSettings } from './host/kernel.mjs'
import { ensureEngineListener, ensureNetworks } from './host/networks.mjs'
import { ensurePools } from './host/pools.mjs'
import { ensureUnit } from './host/unit.mjs'
import { ensureAllImages } from './image/images.mjs'
import { linkCommand } from './up/command.mjs'
import { awaitZones, connectApi, ensureApprover, inviteFirst } from './up/enrolment.mjs'
import { lookAtMachine } from './up/facts.mjs'
import { takeLock } from './up/lock.mjs'
import { main } from './up/main.mjs'
import { readOptions, usage } from './up/options.mjs'
import { ensureHostPackages } from './up/packages.mjs'
import { findProblems } from './up/preflight.mjs'
import { readState, remember } from './up/state.mjs'
import { elapsed, step, together } from './up/steps.mjs'
import { readSystem } from './up/system.mjs'
import { siteOf } from './zone/configuration.mjs'
import { awaitServices, ensureProject, ensureStore, ensureTrialProject, ensureZone } from './zone/instances.mjs'
import { ensurePki } from './zone/pki.mjs'
import { prepareSocketFolder, proxiesOf } from './zone/proxies.mjs'
import { ensureTrust } from './zone/trust.mjs'
import { describeZones } from './zone/zones.mjs'

/** Limits, the engine and its pools: what needs no package of npm. */
async function prepareHost() {
  await step('kernel limits', ensureKernelSettings)
  await prepareSocketFolder()
  // Before the engine: it starts the zones, and they what somebody asks for.
  await reloadCardTable()
  await step('engine', ensureEngine)
  await step('storage pools', ensurePools)
}

async function prepareEngine(zones, options) {
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

/** All zones at once: each one waits for its own start only. */
async function bringUpZones(zones, options) {
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  await step('Node for the zones', publishNode)
  let releases
  await step('programs for the zones', async () => {
    releases = await publishReleases()
  })
  await step('host agent', () => ensureHostAgent(zones, releases.host))
  const described = describeZones({ ...options, zones, releases, version })
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

async function enrol(zones, options) {
  let invitation
  await step('backend answers, root enrolled', async () => {
    const api = await connectApi()
    const done = await ensureApprover(zones, api, options.host)
    await awaitZones(api)
    const { joined } = await api.setup.state.query()
    if (!joined) invitation = await inviteFirst(zones, api)
    return done
  })
  return invitation
}

await main(async () => {
  const root = process.getuid?.() === 0
  const options = readOptions(process.argv.slice(2), root ? readState().listen : undefined)
  if (options.help) {
    process.stdout.write(usage)
    return 0
  }
  const system = readSystem()
  const problems = findProblems(await lookAtMachine(system, options))
  if (problems.length > 0) {
    process.stderr.write(`Reeve cannot be set up here yet:\n${problems.map((problem) => `  - ${problem}\n`).join('')}`)
    return 1
  }
  await takeLock('up')
  const { help: _help, ...listen } = options
  remember({ listen })
  // Before the packages: systemd starts the engine as soon as it is installed.
  await ensureContainerTemplate()
  if (ensureIdRanges()) await rereadIdRanges()
  await step('Debian packages', () => ensureHostPackages(system))
  // npm and the images of the system keep one core busy each.
  await together([step('packages of npm', ensureDependencies), prepareHost()])
  const zones = await loadTs('contracts/zones.ts')
  await prepareEngine(zones, options)
  await together([build(), step('images', () => ensureAllImages(system))])
  await bringUpZones(zones, options)
  linkCommand()
  await step('unit of systemd', ensureUnit)
  const invitation = await enrol(zones, options)
  remember({ installed: true })
  process.stdout.write(
    `\nReeve is up after ${elapsed()}: ${siteOf(options.host).url}\n${invitation === undefined ? '' : `\n  ${invitation}`}`,
  )
  return 0
})
