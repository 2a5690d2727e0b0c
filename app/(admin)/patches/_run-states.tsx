import type { Text } from '@/app/_text/catalogues'
import { Badge } from '@/components/ui/badge'
import type { Tone } from '@/components/ui/tone'
import { type RunState, type RunView, runOver, type TargetState } from '@/contracts/patches'

const tones: Record<RunState, Tone> = {
  building: 'info',
  first: 'info',
  waiting: 'info',
  switching: 'info',
  rest: 'info',
  ending: 'info',
  done: 'good',
  stopped: 'bad',
  cancelled: 'neutral',
  failed: 'bad',
}
const targetTones: Record<TargetState, Tone> = {
  waiting: 'neutral',
  running: 'info',
  patched: 'good',
  unchanged: 'good',
  back: 'warn',
  failed: 'bad',
  skipped: 'neutral',
}

export function RunBadge({ run, text }: { run: Pick<RunView, 'state' | 'paused'>; text: Text['patches'] }) {
  if (run.paused) return <Badge tone="warn">{text.paused}</Badge>
  return (
    <Badge tone={tones[run.state]} moving={!runOver(run.state) && run.state !== 'waiting'}>
      {text.states[run.state]}
    </Badge>
  )
}

export const TargetBadge = ({ state, text }: { state: TargetState; text: Text['patches'] }) => (
  <Badge tone={targetTones[state]} moving={state === 'running'}>
    {text.targetStates[state]}
  </Badge>
)
