/** Follows actions to their end, with progress on a terminal, and lets a critical one be approved on the way. */
import { setTimeout as after } from 'node:timers/promises'
import { ReeveError } from '../contracts/errors.ts'
import { actionAtRest } from '../contracts/states.ts'
import type { ActionView } from '../contracts/views.ts'
import { approve } from './approve.ts'
import { ProgressLine } from './io.ts'
import type { Session } from './session.ts'
import { visible } from './text.ts'

/** Between two looks at an action, in milliseconds: most are done in a moment, and long ones do not mind. */
const soonest = 15
const latest = 250

/** One line of an action's way. */
export function progressText(action: ActionView): string {
  const part = action.of > 0 ? ` ${action.step}/${action.of}` : ''
  const text = action.text === '' ? action.state.replaceAll('_', ' ') : action.text
  return visible(`${action.words}:${part} ${text}`)
}

/** Shows every change of an action until it rests; `seen` gets each changed view. */
export async function watch(session: Session, id: string, seen: (action: ActionView) => void): Promise<ActionView> {
  let last = ''
  for (let pause = soonest; ; pause = Math.min(latest, pause * 1.3)) {
    const action = await session.api.actions.get.query({ action: id })
    const shape = JSON.stringify([action.state, action.step, action.of, action.text])
    if (shape !== last) seen(action)
    last = shape
    if (actionAtRest(action.state)) return action
    await after(pause)
  }
}

/**
 * Waits until an action is done. A critical one is signed with --approve-with; without it the command ends with `approval_needed`, and the
 * action goes on waiting for a key. Throws what the action failed with.
 */
export async function done(session: Session, id: string): Promise<ActionView> {
  const line = new ProgressLine(session.io)
  try {
    const look = () => watch(session, id, (view) => line.draw(progressText(view)))
    let action = await look()
    if (action.state === 'awaiting_approval') {
      line.clear()
      await approve(session, id)
      action = await look()
    }
    if (action.state === 'done') return action
    throw failureOfAction(action)
  } finally {
    line.clear()
  }
}

/** What an action that rests and is not done ended with. */
export function failureOfAction(action: ActionView): ReeveError {
  if (action.error !== null) return new ReeveError(action.error.code, action.error.message)
  if (action.state === 'expired') return new ReeveError('expired', `The action expired: ${action.words}. Ask for it again.`)
  if (action.state === 'cancelled') return new ReeveError('conflict', `The action was cancelled: ${action.words}.`)
  return new ReeveError('internal', `The action ended ${action.state}: ${action.words}. See \`reeve action show ${action.id}\`.`)
}
