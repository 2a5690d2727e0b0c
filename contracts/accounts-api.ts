/** Inputs of the procedures that make and remove accounts inside a service. */
import * as z from 'zod'
import { afterwards, databaseGrants, databaseName, folderHash, osName, sitePath, userKeys, verifier, visitorName } from './accounts.ts'
import { serviceId } from './ids.ts'

const ofService = { service: serviceId }
/** Somebody adds it: `conflict` when there is one of this name. */
const fresh = z.literal(true).optional()

/** `verifier`: of a new password. A new user needs one; without it the present password stays. */
export const putDatabaseUserInput = z.object({
  ...ofService,
  name: databaseName,
  verifier: verifier.optional(),
  grants: databaseGrants,
  fresh,
})
/** `data`: what becomes of the tables that it made. */
export const removeDatabaseUserInput = z.object({ ...ofService, name: databaseName, data: afterwards })

export const putOsUserInput = z.object({ ...ofService, name: osName, keys: userKeys, groups: z.array(osName).max(20), fresh })
/** Sessions and processes end. `home`: what becomes of it. */
export const removeOsUserInput = z.object({ ...ofService, name: osName, home: afterwards })
export const putOsGroupInput = z.object({ ...ofService, name: osName })
/** `folder`: what becomes of the shared one. */
export const removeOsGroupInput = z.object({ ...ofService, name: osName, folder: afterwards })

/** All who may in. Without `hash` somebody's present password stays; somebody new needs one. */
export const putFolderInput = z.object({
  ...ofService,
  path: sitePath,
  users: z.array(z.object({ name: visitorName, hash: folderHash.optional() })).max(100),
  fresh,
})
export const removeFolderInput = z.object({ ...ofService, path: sitePath })
