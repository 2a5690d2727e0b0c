#!/usr/bin/env node
/**
 * Images of kinds, one at a time: `list KIND`, `build KIND`, `use KIND FINGERPRINT`, `drop FINGERPRINT`. The host agent runs it, with the same code by
 * which `up` makes its images. It writes lines of contracts/progress.ts to stdout, the last of them a result or an error.
 */
import { buildKind, chooseImage, dropImage, listImages, Refusal } from './image/kinds.mjs'
import { takeLock } from './up/lock.mjs'
import { main, requireRoot } from './up/main.mjs'
import { readSystem } from './up/system.mjs'

const limitMs = 1_700_000
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)
const tell = (step, of, text) => say({ progress: { step, of, text } })

async function work([verb, first, second]) {
  if (verb === 'list') return listImages(first)
  // `up` makes images, too, in the same folder.
  await takeLock('up').catch((error) => {
    throw new Refusal('unavailable', error.message)
  })
  if (verb === 'build') return buildKind(first, readSystem(), tell)
  if (verb === 'use') return chooseImage(first, second)
  if (verb === 'drop') return dropImage(first)
  throw new Refusal('bad_input', `There is no verb ${verb}.`)
}

await main(async () => {
  requireRoot()
  // By the signal it ends with all that it started.
  setTimeout(() => process.kill(process.pid, 'SIGTERM'), limitMs).unref()
  try {
    say({ result: await work(process.argv.slice(2)) })
    return 0
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    say({ error: { code: error.code, message: error.message, retry: error.code === 'unavailable', refused: false } })
    return 0
  }
})
