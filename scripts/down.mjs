#!/usr/bin/env node
/** `npm run down`: stops every service and zone, and the engine when it was not systemd that started it. Nothing is lost; `npm run up` goes on. */
import { stopEngine } from './host/daemons.mjs'
import { stopHostAgent } from './host/host-agent.mjs'
import { engineAnswers } from './host/incus.mjs'
import { othersRunning, stopAllInstances } from './host/tenants.mjs'
import { takeLock } from './up/lock.mjs'
import { main, requireRoot } from './up/main.mjs'
import { step } from './up/steps.mjs'

await main(async () => {
  requireRoot()
  await takeLock('up')
  await step('host agent', stopHostAgent)
  if (await engineAnswers()) await step('services and zones', stopAllInstances)
  await step('engine', async () => ((await othersRunning()) ? 'left running for what is not ours' : stopEngine()))
  return 0
})
