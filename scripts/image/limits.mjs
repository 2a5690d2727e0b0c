/** What building one image may take: a package's script that hangs, or fills the disk, ends with the build and nothing else. */
import { readdirSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { endChildren } from '../up/children.mjs'
import { home, readText } from '../up/state.mjs'
import { workshop } from './base.mjs'

/** Root of the machine may write others into this file (docs/operating.md). */
export const limitsFile = join(home, 'image-limits.json')
const standard = { seconds: 1700, mebibytes: 8192 }
const lookMs = 250

/** {seconds, mebibytes}. What is no whole number above 0 is as it was. */
export function limitsOf(text) {
  const written = text === undefined ? {} : JSON.parse(text)
  return Object.fromEntries(
    Object.entries(standard).map(([name, usual]) => [name, Number.isInteger(written[name]) && written[name] > 0 ? written[name] : usual]),
  )
}

/** Gives the limits of now each time: what is written while a build runs counts for it, too. A file that is only half there is as before. */
export function limitsReader(read) {
  let limits = limitsOf(read())
  return () => {
    try {
      limits = limitsOf(read())
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
    return limits
  }
}

/** Why a build that has taken this must end, or undefined. */
export function beyond(limits, { seconds, mebibytes }) {
  if (seconds > limits.seconds)
    return { code: 'internal', message: `The build took longer than ${limits.seconds} s and was ended. A package may hang.` }
  if (mebibytes > limits.mebibytes)
    return {
      code: 'storage_full',
      message: `The build took more than ${limits.mebibytes} MiB of disk and was ended. A package may fill it.`,
    }
  return undefined
}

const freeMiB = () => {
  const { bavail, bsize } = statfsSync(home)
  return (bavail * bsize) / 2 ** 20
}

/** What a build that ended badly leaves behind. */
export function removeHalves() {
  for (const name of readdirSync(workshop)) if (/\.(part|pack)$/.test(name)) rmSync(join(workshop, name), { recursive: true, force: true })
}

/** Ends all that runs when the build goes beyond its limits, and tells why. Answers a function that ends the watch. */
export function watchBuild(tell) {
  const limits = limitsReader(() => readText(limitsFile))
  const [begun, before] = [Date.now(), freeMiB()]
  const timer = setInterval(() => {
    const why = beyond(limits(), { seconds: (Date.now() - begun) / 1000, mebibytes: before - freeMiB() })
    if (why === undefined) return
    clearInterval(timer)
    tell(why)
    void endChildren().finally(() => {
      removeHalves()
      process.exit(0)
    })
  }, lookMs)
  return () => clearInterval(timer)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const control = /[\u0000-\u001f\u007f-\u009f]+/g

/** What a package's own words said of a failure: the lines that apt and dpkg mark as errors, on one line that steers no terminal. */
export function saidOf(text) {
  const lines = text.split('\n').filter((line) => /^(E:|dpkg: error| installed .* returned error)/.test(line))
  return lines.join('; ').replace(control, ' ').slice(0, 300)
}
