import type { ActionName } from '../../contracts/actions.ts'
import type { ActionState } from '../../contracts/states.ts'

/** What they carried is gone with their end: the content, the sealed key, the archive at the keep. */
const keepsNoInput: readonly ActionName[] = ['files.write', 'certificate.put', 'pool.put', 'site.deploy']

interface Ended {
  name: ActionName
  state: ActionState
  /** Of an enrolment by the terminal's secret, which is not kept; null for all else. */
  secret: string | null
}

export const failed = (state: ActionState): boolean => state === 'failed' || state === 'refused' || state === 'expired'

export const keepsInput = ({ name, secret }: Omit<Ended, 'state'>): boolean => !keepsNoInput.includes(name) && secret === null

export const mayRetry = ({ state, ...rest }: Ended): boolean => failed(state) && keepsInput(rest)
