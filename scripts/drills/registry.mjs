/**
 * The drills, by name. `says`: what happens, in a sentence. `tests`: those that it runs against the installation. `run`: what is no test; it prints what
 * it saw and answers whether all went well; with `takes` it is given the words behind its name.
 */
import { badPatch } from './bad-patch.mjs'
import { dataLost } from './data-lost.mjs'
import { flippedBits } from './flipped-bits.mjs'
import { licence } from './licence.mjs'
import { lockOut } from './lock-out.mjs'
import { member } from './member.mjs'
import { neighbours } from './neighbours.mjs'
import { restored } from './restored.mjs'

export const drills = {
  'bad-patch': badPatch,
  'data-lost': dataLost,
  'flipped-bits': flippedBits,
  licence,
  'lock-out': lockOut,
  member,
  neighbours,
  restored,
}

export const listText = () =>
  Object.entries(drills)
    .map(([name, { says }]) => `${name.padEnd(13)} ${says}\n`)
    .join('')
