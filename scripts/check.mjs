#!/usr/bin/env node
/** `npm run check`: format, lint, types, dependency rule, dead code. Runs all of them and fails when one does. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureDependencies, requireToolsNode } from './build/dependencies.mjs'
import { repository } from './build/repository.mjs'
import { main } from './up/main.mjs'
import { run } from './up/run.mjs'
import { step } from './up/steps.mjs'

const tool = (path, ...argv) =>
  run([process.execPath, join(repository, 'node_modules', path), ...argv], { cwd: repository, env: { NEXT_TELEMETRY_DISABLED: '1' } })
const folders = ['app', 'components', 'contracts', 'server', 'db', 'agents', 'cli', 'e2e', 'bench', 'scripts', 'proxy.ts']

/** Next's own types of routes, which the type check reads. */
const routeTypes = () => tool('next/dist/bin/next', 'typegen')

async function dependencyRule() {
  const argv = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders]
  const { stdout } = await run([process.execPath, join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), ...argv], {
    cwd: repository,
    accept: Array.from({ length: 256 }, (_, code) => code),
  })
  const { totalCruised, violations } = JSON.parse(stdout).summary
  // A compiler that it cannot use makes it see nothing, and find nothing wrong.
  if (!(totalCruised > 0)) throw new Error('The dependency rule saw no module at all.')
  const broken = violations.filter(({ rule }) => rule.severity === 'error')
  if (broken.length > 0) throw new Error(broken.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).join('\n'))
  return `${totalCruised} modules`
}

const checks = {
  'format and lint': () => tool('@biomejs/biome/bin/biome', 'ci', '--error-on-warnings').then(() => undefined),
  types: async () => {
    await routeTypes()
    await tool('typescript/bin/tsc', '-p', '.')
  },
  'dependency rule': dependencyRule,
  'dead code': () => tool('knip/bin/knip.js').then(() => undefined),
}

/** Runs all checks. Answers {passed, failed}. */
export async function check() {
  let failed = 0
  for (const [name, work] of Object.entries(checks)) {
    await step(name, work).catch((error) => {
      failed++
      process.stdout.write(`${error.stdout ?? error.message}\n`)
    })
  }
  return { passed: Object.keys(checks).length - failed, failed }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    requireToolsNode()
    await step('packages of npm', ensureDependencies)
    return (await check()).failed === 0 ? 0 : 1
  })
}
