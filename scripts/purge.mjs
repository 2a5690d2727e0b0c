#!/usr/bin/env node
/**
 * `npm run purge [-- --yes]`: removes all that `up` made and nothing else: tenants with all their data, zones, networks, pools, packages that
 * came with it, kernel settings. Asks first. The repository with its node_modules stays.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { removeCardTable } from './host/card-table.mjs'
import { removeContainerTemplate, templateFolder } from './host/container-template.mjs'
import { ensureEngine, stopEngine } from './host/daemons.mjs'
import { removeHostAgent } from './host/host-agent.mjs'
import { removeIdRanges } from './host/id-ranges.mjs'
import { isEngineInstalled } from './host/incus.mjs'
import { restoreKernelSettings } from './host/kernel.mjs'
import { removeFromEngine } from './host/remove.mjs'
import { servesOthers } from './host/tenants.mjs'
import { removeUnit } from './host/unit.mjs'
import { unlinkCommand } from './up/command.mjs'
import { takeLock } from './up/lock.mjs'
import { main, requireRoot } from './up/main.mjs'
import { UsageError } from './up/options.mjs'
import { removeHostPackages } from './up/packages.mjs'
import { home } from './up/state.mjs'
import { step } from './up/steps.mjs'
import { removeSocketFolder } from './zone/proxies.mjs'

async function agreed() {
  let values
  try {
    ;({ values } = parseArgs({ options: { yes: { type: 'boolean' } } }))
  } catch (error) {
    throw new UsageError(error.message)
  }
  if (values.yes) return true
  if (!process.stdin.isTTY) throw new UsageError('Nobody is there to ask. Say --yes to remove everything.')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  process.stdout.write('This removes Reeve from the machine, with all tenants, their sites, databases and files. It cannot be undone.\n')
  const answer = await terminal.question('Type "purge" to go on: ')
  terminal.close()
  return answer.trim() === 'purge'
}

const left = 'left: the engine serves others'

await main(async () => {
  requireRoot()
  if (!(await agreed())) {
    process.stdout.write('Nothing was removed.\n')
    return 1
  }
  await takeLock('up')
  let others = false
  await step('host agent', removeHostAgent)
  await step('unit of systemd', removeUnit)
  if (isEngineInstalled()) {
    await step('engine', ensureEngine)
    await step('tenants, zones, networks, pools', removeFromEngine)
    others = await servesOthers()
    await step('engine', () => (others ? left : stopEngine()))
  }
  await removeCardTable()
  await removeContainerTemplate()
  // What others run needs the limits, the ranges and the packages as they are.
  await step('kernel limits', () => (others ? left : restoreKernelSettings()))
  await step('ranges of ids', () => (others ? left : removeIdRanges()))
  removeSocketFolder()
  unlinkCommand()
  await step('Debian packages', () => (others ? left : removeHostPackages()))
  // An engine that we started by hand has its template of containers there until it is started anew.
  for (const name of existsSync(home) ? readdirSync(home) : []) {
    if (!others || join(home, name) !== templateFolder) rmSync(join(home, name), { recursive: true, force: true })
  }
  if (!others) rmSync(home, { recursive: true, force: true })
  return 0
})
