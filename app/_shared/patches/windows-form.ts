import * as z from 'zod'
import { readWindow, windowTimes } from '@/contracts/patch-windows'
import { type PatchWindow, patchWindows } from '@/contracts/patches'

/** What the form holds while it is typed, one window a line, and what is sent. */
export const windowsForm = (badLine: (line: string) => string) =>
  z.object({ lines: z.string(), zone: z.string().trim().min(1) }).transform(({ lines, zone }, context): PatchWindow[] => {
    const written = lines
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    const windows = written.map((line) => readWindow(line, zone))
    const bad = written[windows.indexOf(undefined)]
    if (bad !== undefined) {
      context.addIssue({ code: 'custom', path: ['lines'], message: badLine(bad) })
      return z.NEVER
    }
    const parsed = patchWindows.safeParse(windows)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    context.addIssue({ code: 'custom', path: [issue?.path.includes('zone') ? 'zone' : 'lines'], message: issue?.message ?? '' })
    return z.NEVER
  })

export const windowsStart = (windows: readonly PatchWindow[], zone: string) => ({
  lines: windows.map(windowTimes).join('\n'),
  zone: windows[0]?.zone ?? zone,
})
