#!/usr/bin/env node
/** `npm run bench`: measures the running installation (bench/main.ts). Arguments are handed on. */
import { join } from 'node:path'
import { repository } from './build/repository.mjs'
import { main } from './up/main.mjs'
import { run } from './up/run.mjs'

await main(async () => {
  const argv = [
    process.execPath,
    join(repository, 'node_modules/tsx/dist/cli.mjs'),
    join(repository, 'bench/main.ts'),
    ...process.argv.slice(2),
  ]
  const { code } = await run(argv, { cwd: repository, inherit: true, accept: Array.from({ length: 256 }, (_, n) => n) })
  return code
})
