/**
 * The drills, by name. `says`: what happens, in a sentence. `tests`: those that it runs against the installation. `run`: what is no test; it prints what
 * it saw and answers whether all went well.
 */
import { lockOut } from './lock-out.mjs'
import { member } from './member.mjs'
import { neighbours } from './neighbours.mjs'

export const drills = { 'lock-out': lockOut, member, neighbours }

export const listText = () =>
  Object.entries(drills)
    .map(([name, { says }]) => `${name.padEnd(12)} ${says}\n`)
    .join('')
