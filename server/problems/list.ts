import type { App } from '../app.ts'
import { failedActions, failedFirewall } from './actions.ts'
import { silentAgents } from './agents.ts'
import { controlProblems, failedBackups, failedDrills, overdueBackups } from './backups.ts'
import { certificateProblems, missingKeys } from './certificates.ts'
import { badRuns, unpatchedServices } from './patches.ts'
import type { Look, Problem } from './problem.ts'
import { failedDomains, failedServices } from './services.ts'
import { waitingActions, waitingRequests } from './waiting.ts'

/** Each looks at one table. */
const ofTenants = [
  ...[failedServices, failedBackups, overdueBackups, failedDrills, failedDomains, certificateProblems],
  ...[waitingActions, waitingRequests, failedFirewall, unpatchedServices],
]
/** No tenant's: for those alone who look after the installation. */
const ofInstallation = [silentAgents, controlProblems, missingKeys, badRuns]

/** What the first pages list, for who looks. */
export const listedProblems = (app: App, look: Look): Problem[] => [
  ...(look.tenant === null && !look.owners ? ofInstallation.flatMap((source) => source(app)) : []),
  ...ofTenants.flatMap((source) => source(app, look)),
]

/** With each action that failed: the first pages only count those. */
export const allProblems = (app: App, look: Look): Problem[] => [...listedProblems(app, look), ...failedActions(app, look)]
