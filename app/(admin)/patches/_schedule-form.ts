import * as z from 'zod'
import { windowsForm, windowsStart } from '@/app/_shared/patches/windows-form'
import { type PatchSchedule, patchSchedule } from '@/contracts/patch-schedule'

interface Words {
  badLine: (line: string) => string
  noWindow: string
}

/** What the form holds while it is typed, and what is sent: null for runs by hand alone. */
export const scheduleForm = ({ badLine, noWindow }: Words) =>
  patchSchedule
    .omit({ windows: true, updates: true })
    .extend({ updates: z.enum(['off', 'security', 'all']), lines: z.string(), zone: z.string() })
    .transform(({ updates, lines, zone, ...options }, context): PatchSchedule | null => {
      if (updates === 'off') return null
      const windows = windowsForm(badLine).safeParse({ lines, zone })
      for (const { path, message } of windows.error?.issues ?? []) context.addIssue({ code: 'custom', path, message })
      if (windows.data?.length === 0) context.addIssue({ code: 'custom', path: ['lines'], message: noWindow })
      return windows.success ? { ...options, updates, windows: windows.data } : z.NEVER
    })

export function scheduleStart(schedule: PatchSchedule | null, zone: string) {
  const { updates, windows, ...options } = schedule ?? {
    ...patchSchedule.omit({ windows: true, updates: true }).parse({}),
    updates: 'off',
    windows: [],
  }
  return { ...options, updates: updates as 'off' | PatchSchedule['updates'], ...windowsStart(windows, zone) }
}
