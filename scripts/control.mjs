#!/usr/bin/env node
/**
 * The installation's own state for its backup: `show` gives copies of it to the vault, `hide` takes them away. The host agent runs it when the keep asks.
 * It writes one line of contracts/progress.ts to stdout: a result or an error.
 */
import { hide, show } from './control/show.mjs'
import { main, requireRoot } from './up/main.mjs'

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

await main(async () => {
  requireRoot()
  try {
    if (process.argv[2] === 'show') say({ result: await show() })
    else if (process.argv[2] === 'hide') say({ result: { changed: await hide() } })
    else throw new Error('Say show or hide.')
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    const message = 'The state of the zones could not be copied. The log of the host agent on the machine says why.'
    say({ error: { code: 'internal', message, retry: false, refused: false } })
  }
  return 0
})
