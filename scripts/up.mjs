#!/usr/bin/env node
/**
 * `npm run up`: brings this machine to a running Reeve. Looks first and names everything that is missing; then each step brings about what
 * is not there yet, so that it can be run again at any point, also after a kill or a power cut in the middle.
 */
import { loadTs } from './build/load-ts.mjs'
import { build } from './build.mjs'
import { ensureUnit } from './host/unit.mjs'
import { ensureAllImages } from './image/images.mjs'
import { removeHalves, trialVolumeOf } from './restore/reader.mjs'
import { moveStore, removeLeftStore } from './store/move.mjs'
import { linkCommand } from './up/command.mjs'
import { awaitZones, connectApi, ensureApprover, inviteFirst } from './up/enrolment.mjs'
import { lookAtMachine } from './up/facts.mjs'
import { takeLock } from './up/lock.mjs'
import { main } from './up/main.mjs'
import { readOptions, usage } from './up/options.mjs'
import { findProblems } from './up/preflight.mjs'
import { bringUpZones, prepareEngine, prepareMachine } from './up/stages.mjs'
import { readState, remember } from './up/state.mjs'
import { elapsed, step, together } from './up/steps.mjs'
import { readSystem } from './up/system.mjs'
import { siteOf } from './zone/configuration.mjs'

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
  if (root && readState().restoring !== undefined)
    throw new Error('A restore is under way on this machine. Go on with it: npm run restore. To give it up: npm run purge')
  await takeLock('up')
  const { help: _help, leaveBackups: _leave, ...listen } = options
  remember({ listen })
  await prepareMachine(system)
  const zones = await loadTs('contracts/zones.ts')
  await prepareEngine(zones, options)
  await together([build(), step('images', () => ensureAllImages(system))])
  await step('backups of this machine', () => moveStore(options, (line) => process.stdout.write(`          ${line}\n`)))
  await bringUpZones(zones, options)
  // Of a trial of a restore that was ended: it holds copies of all keys.
  await removeHalves(trialVolumeOf)
  await removeLeftStore()
  linkCommand()
  await step('unit of systemd', ensureUnit)
  const invitation = await enrol(zones, options)
  remember({ installed: true })
  process.stdout.write(
    `\nReeve is up after ${elapsed()}: ${siteOf(options.host).url}\n${invitation === undefined ? '' : `\n  ${invitation}`}`,
  )
  return 0
})
