import type { Outcome } from '../dispatch/outcomes.ts'

/** Nothing of it stands here: pages ask the keep again. */
export const licenceChanged: Outcome = { topics: ['licences'] }
