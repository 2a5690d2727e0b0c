/** What a colour means: `warn` works but look, `bad` broken or destructive, `info` on its way. Nothing else is red. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'neutral'

export const toneTint: Record<Tone, string> = {
  good: 'border-stroke-good bg-surface-good text-content-good',
  warn: 'border-stroke-warn bg-surface-warn text-content-warn',
  bad: 'border-stroke-bad bg-surface-bad text-content-bad',
  info: 'border-stroke-info bg-surface-info text-content-info',
  neutral: 'border-stroke-neutral bg-surface-neutral text-content-neutral',
}

export const toneText: Record<Tone, string> = {
  good: 'text-content-good',
  warn: 'text-content-warn',
  bad: 'text-content-bad',
  info: 'text-content-info',
  neutral: 'text-content-neutral',
}
