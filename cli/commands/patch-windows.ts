import { readWindow } from '../../contracts/patch-windows.ts'
import type { PatchWindow } from '../../contracts/patches.ts'
import { UsageError } from '../failure.ts'

/** The windows that `--set` and `--zone` name. */
export const windowsOf = ({ set, zone }: { set: string[]; zone: string }): PatchWindow[] =>
  set.map((text) => {
    const window = readWindow(text, zone)
    if (window === undefined) throw new UsageError(`--set is such as "mon-fri 22:00-04:00", not ${JSON.stringify(text)}.`)
    return window
  })
