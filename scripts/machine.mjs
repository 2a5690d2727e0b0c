#!/usr/bin/env node
/** What `reeve.service` runs when the machine has started and before it halts. */
import { loadTs } from './build/load-ts.mjs'
import { engineAnswers } from './host/incus.mjs'
import { ensureEngineListener } from './host/networks.mjs'
import { stopAllInstances } from './host/tenants.mjs'
import { main } from './up/main.mjs'

await main(async () => {
  if (process.argv[2] === 'started') {
    const { endpoints } = await loadTs('contracts/zones.ts')
    await ensureEngineListener(endpoints.engine)
  } else if (await engineAnswers()) await stopAllInstances()
  return 0
})
