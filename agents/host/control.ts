import type * as z from 'zod'
import { hostVerbs } from '../../contracts/host.ts'
import { exec } from '../core/exec.ts'
import { concluded } from './program.ts'

/** The installation's own state, shown to the vault by the same code that restores it (scripts/control.mjs). */
export interface Control {
  show(): Promise<z.infer<(typeof hostVerbs)['control.show']['answer']>>
  hide(): Promise<z.infer<(typeof hostVerbs)['control.hide']['answer']>>
}

const timeoutMs = 280_000

/** `program`: argv up to its verb. */
export function createControl(program: readonly [string, ...string[]]): Control {
  async function ask<S extends z.ZodType>(verb: string, answer: S): Promise<z.infer<S>> {
    const { status, stdout, stderr } = await exec([...program, verb], { timeoutMs })
    return concluded(stdout, answer, `ended with ${status}: ${stderr}`)
  }
  return {
    show: () => ask('show', hostVerbs['control.show'].answer),
    hide: () => ask('hide', hostVerbs['control.hide'].answer),
  }
}
