#!/usr/bin/env node
/**
 * `npm run restore`, or `reeve restore`: brings a whole installation back on an empty machine, with the identity that it had. First the state of the
 * zones and the keys, from the backup of the installation; then `up`; then each service's data, ordered by the keep and read by the vault, as any restore.
 * Killed, it goes on when it is called again.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadTs } from './build/load-ts.mjs'
import { repository } from './build/repository.mjs'
import { build } from './build.mjs'
import { engine, engineAnswers, lookUp } from './host/incus.mjs'
import { ensureUnit } from './host/unit.mjs'
import { ensureAllImages } from './image/images.mjs'
import { bringBackControl, mustBeForBackups, optionsHere, tryControl } from './restore/control.mjs'
import { askKey, placeOf, readRestoreOptions, usage } from './restore/options.mjs'
import { reportText, trialText } from './restore/report.mjs'
import { backUpAgain, bringBackServices } from './restore/services.mjs'
import { linkCommand } from './up/command.mjs'
import { awaitZones, connectApi, ensureApprover } from './up/enrolment.mjs'
import { lookAtMachine } from './up/facts.mjs'
import { takeLock } from './up/lock.mjs'
import { main, requireRoot } from './up/main.mjs'
import { listenOf, UsageError } from './up/options.mjs'
import { findProblems } from './up/preflight.mjs'
import { bringUpZones, prepareEngine, prepareMachine } from './up/stages.mjs'
import { readState, remember } from './up/state.mjs'
import { elapsed, step, together } from './up/steps.mjs'
import { readSystem } from './up/system.mjs'
import { siteOf } from './zone/configuration.mjs'
import { ensureProject, project } from './zone/instances.mjs'

/** Throws where there is an installation: it would be written over. */
async function mustBeEmpty() {
  const { installed, restoring } = readState()
  if (restoring !== undefined) return
  const standing = (await engineAnswers()) && (await lookUp(`/1.0/projects/${project}`)) !== undefined
  const instances = standing ? await engine('GET', '/1.0/instances', undefined, { project }) : []
  if (installed === true || (instances ?? []).length > 0)
    throw new Error(
      'There is an installation on this machine already. Restore on an empty one, or remove this one first with all its data: npm run purge',
    )
}

async function mustFit(system, options) {
  const problems = findProblems(await lookAtMachine(system, options))
  if (problems.length === 0) return
  const list = problems.map((problem) => `  - ${problem}`).join('\n')
  throw new Error(
    `Reeve cannot be restored here yet:\n${list}\nAn address or a name of the lost machine is said anew by an option: npm run restore -- --help`,
  )
}

/** Options of `up`, as they hold from now on. */
async function settle(before, asked, system) {
  const options = optionsHere(before, asked)
  await mustFit(system, options)
  // From a place elsewhere: the folder of before may be on a disk that this machine has not.
  if (options.backupFolder !== undefined) mkdirSync(options.backupFolder, { recursive: true, mode: 0o755 })
  return options
}

/** Identity and databases; once they stand they are not asked for again. Answers the options of `up`. */
async function firstHalf(asked, master, system) {
  const { listen, restoring } = readState()
  if (restoring?.control !== undefined) {
    const options = await settle(listen, { listen: asked.listen }, system)
    remember({ listen: options })
    return options
  }
  const place = placeOf(asked, await loadTs('contracts/backups.ts'))
  const { options: before, ...control } = await step('the installation’s own state from its backup', () =>
    bringBackControl({ ...asked, place, master }),
  )
  mustBeForBackups(before, asked)
  const options = await settle(before, asked, system)
  remember({ listen: options, restoring: { control } })
  return options
}

/** Whether key and place are those that bring this installation back, while it lives. */
async function tryThem(asked) {
  if (readState().installed !== true || !(await engineAnswers()))
    throw new Error('Reeve does not run on this machine. Run: npm run up. On an empty machine leave --try out.')
  const place = placeOf(asked, await loadTs('contracts/backups.ts'))
  const master = await askKey(asked.keyFile)
  await takeLock('up')
  const found = await step('the installation’s own state from its backup', () => tryControl({ ...asked, place, master }))
  process.stdout.write(trialText(found))
  return 0
}

await main(async () => {
  const asked = readRestoreOptions(process.argv.slice(2))
  if (asked.help) {
    process.stdout.write(usage)
    return 0
  }
  requireRoot()
  if (asked.trial) return tryThem(asked)
  await mustBeEmpty()
  const system = readSystem()
  const goesOn = readState().restoring?.control !== undefined
  if (!goesOn && asked.folder === undefined && asked.repositoryFile === undefined)
    throw new UsageError(`Say where the backups are.\n\n${usage}`)
  if (!goesOn && asked.folder !== undefined && !existsSync(join(asked.folder, 'reeve')))
    throw new UsageError(`${asked.folder} holds no backup of an installation: there is no folder "reeve" in it.`)
  const master = goesOn ? undefined : await askKey(asked.keyFile)
  await mustFit(system, listenOf(asked.listen))
  await takeLock('up')
  if (!goesOn) remember({ restoring: {} })
  await prepareMachine(system)
  const zones = await loadTs('contracts/zones.ts')
  await ensureProject()
  await together([build(), step('images', () => ensureAllImages(system))])
  const options = await firstHalf(asked, master, system)
  await prepareEngine(zones, options)
  await bringUpZones(zones, options, true)
  linkCommand()
  await step('unit of systemd', ensureUnit)
  const api = await connectApi()
  await step('keep and root know each other', () => ensureApprover(zones, api, options.host))
  await awaitZones(api)
  const { services, unread } = await bringBackServices(api, (line) => process.stdout.write(`          ${line}\n`))
  await bringUpZones(zones, options)
  const again = await connectApi()
  await awaitZones(again)
  const ledger = await step('ledger', () => again.ledger.verify.query())
  await step('backup of the installation as it is now', () => backUpAgain(again))
  const { control } = readState().restoring
  remember({ installed: true, restoring: undefined })
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  process.stdout.write(reportText({ control, services, unread, ledger, version, url: siteOf(options.host).url, elapsed: elapsed() }))
  return services.every(({ ok, never }) => ok || never) ? 0 : 1
})
