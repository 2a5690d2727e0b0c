import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type * as z from 'zod'
import { hostVerbs, type ImageBuilt, type KindImage } from '../../contracts/host.ts'
import type { Report } from '../core/answers.ts'
import { exec } from '../core/exec.ts'
import { tailOf } from './packages/apt.ts'
import { concluded, linesOf } from './program.ts'

/** Images of kinds, by the same program parts by which `up` makes them (scripts/image.mjs): a process of its own, gone when it is done. */
export interface Images {
  list(kind: string): Promise<KindImage[]>
  build(kind: string, report: Report): Promise<ImageBuilt>
  use(kind: string, fingerprint: string): Promise<z.infer<(typeof hostVerbs)['image.use']['answer']>>
  drop(fingerprint: string): Promise<z.infer<(typeof hostVerbs)['image.drop']['answer']>>
}

const buildMs = 1_750_000
const followMs = 500
const maxOutputBytes = 16_777_216

/** `program`: argv up to its verb. */
export function createImages(program: readonly [string, ...string[]], state: string): Images {
  mkdirSync(state, { recursive: true, mode: 0o700 })
  const logFile = join(state, 'image.log')

  async function ask<S extends z.ZodType>(argv: readonly string[], answer: S): Promise<z.infer<S>> {
    const { status, stdout, stderr } = await exec([...program, ...argv], { maxOutputBytes, timeoutMs: 60_000 })
    return concluded(stdout, answer, `ended with ${status}: ${stderr}`)
  }

  /** What it says goes to a file, so that it goes on when we end. */
  async function build(kind: string, report: Report): Promise<ImageBuilt> {
    rmSync(logFile, { force: true })
    const file = openSync(logFile, 'a', 0o600)
    const reading = openSync(logFile, 'r')
    const timer = setInterval(() => {
      const line = linesOf(tailOf(reading, 0)).at(-1)
      if (line !== undefined && 'progress' in line) report(line.progress.step, line.progress.of, line.progress.text)
    }, followMs)
    try {
      const { status } = await exec([...program, 'build', kind], { timeoutMs: buildMs, log: file })
      const text = readFileSync(logFile, 'utf8')
      return concluded(text, hostVerbs['image.build'].answer, `ended with ${status}: ${text.slice(-2000)}`)
    } finally {
      clearInterval(timer)
      closeSync(reading)
      closeSync(file)
    }
  }

  return {
    list: async (kind) => (await ask(['list', kind], hostVerbs['image.list'].answer)).images,
    build,
    use: (kind, fingerprint) => ask(['use', kind, fingerprint], hostVerbs['image.use'].answer),
    drop: (fingerprint) => ask(['drop', fingerprint], hostVerbs['image.drop'].answer),
  }
}
