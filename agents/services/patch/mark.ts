import * as z from 'zod'
import { heldKey } from '../../core/instance-keys.ts'
import type { Config } from '../../engine/client.ts'

/** What has to be known to the end of exchanging a root, whoever dies meanwhile: it stands on the instance itself, and holds the waker off. */
export interface Mark {
  /** The image of the root before; null when nobody knows it. */
  from: string | null
  /** What it was doing: that it does again afterwards. */
  power: 'running' | 'frozen' | 'stopped'
  /** What the root before answered, when it was running. */
  answer: number | null
  /** The copy of its data: of this patch and no other, so that going back never leads to older ones. */
  snapshot: string
}

const prefix = 'patch-'
export const snapshotOf = (action: string): string => prefix + action.slice(0, 13)
export const isPatchSnapshot = (name: string): boolean => name.startsWith(prefix)

const mark = z
  .string()
  .transform((text) => text.split(' '))
  .pipe(
    z.tuple([
      z.string().regex(/^([0-9a-f]{64}|none)$/),
      z.enum(['running', 'frozen', 'stopped']),
      z.string().regex(/^(\d{1,3}|none)$/),
      z.string().regex(/^patch-[0-9a-z-]{1,40}$/),
    ]),
  )

/** Undefined when nothing is under way. */
export function readMark(config: Config): Mark | undefined {
  const text = config[heldKey]
  if (text === undefined || text === '') return undefined
  const [from, power, answer, snapshot] = mark.parse(text)
  return { from: from === 'none' ? null : from, power, answer: answer === 'none' ? null : Number(answer), snapshot }
}

export const writeMark = ({ from, power, answer, snapshot }: Mark): Config => ({
  [heldKey]: `${from ?? 'none'} ${power} ${answer ?? 'none'} ${snapshot}`,
})
export const noMark: Config = { [heldKey]: '' }
