#!/usr/bin/env node
/**
 * Images of kinds, one at a time: `list KIND`, `build KIND`, `use KIND FINGERPRINT`, `drop FINGERPRINT`. The host agent runs it, with the same code by
 * which `up` makes its images. It writes lines of contracts/progress.ts to stdout, the last of them a result or an error.
 */
import { buildKind, chooseImage, dropImage, listImages, Refusal } from './image/kinds.mjs'
import { removeHalves, saidOf, watchBuild } from './image/limits.mjs'
import { takeLock } from './up/lock.mjs'
import { main, requireRoot } from './up/main.mjs'
import { readSystem } from './up/system.mjs'

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)
const tell = (step, of, text) => say({ progress: { step, of, text } })

async function work([verb, first, second]) {
  if (verb === 'list') return listImages(first)
  // `up` makes images, too, in the same folder.
  await takeLock('up').catch((error) => {
    throw new Refusal('unavailable', error.message)
  })
  if (verb === 'build') return build(first)
  if (verb === 'use') return chooseImage(first, second)
  if (verb === 'drop') return dropImage(first)
  throw new Refusal('bad_input', `There is no verb ${verb}.`)
}

/** Nothing of an image that could not be built stays. */
async function build(kind) {
  let over = false
  const unwatch = watchBuild(({ code, message }) => {
    over = true
    say({ error: { code, message, retry: false, refused: false } })
  })
  try {
    return await buildKind(kind, readSystem(), tell)
  } catch (error) {
    // Its programs are being ended, and why was told.
    if (over) return new Promise(() => undefined)
    if (error instanceof Refusal) throw error
    removeHalves()
    process.stderr.write(`${error.message}\n`)
    // All of it: after the package that failed dpkg goes on with others.
    const said = saidOf(error.stderr ?? error.message)
    throw new Refusal(
      'internal',
      said === '' ? 'The image could not be built. The log of the host agent says why.' : `The image could not be built: ${said}`,
    )
  } finally {
    unwatch()
  }
}

await main(async () => {
  requireRoot()
  try {
    say({ result: await work(process.argv.slice(2)) })
    return 0
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    say({ error: { code: error.code, message: error.message, retry: error.code === 'unavailable', refused: false } })
    return 0
  }
})
