import * as z from 'zod'
import {
  putDatabaseUserInput,
  putFolderInput,
  putOsGroupInput,
  putOsUserInput,
  removeDatabaseUserInput,
  removeFolderInput,
  removeOsGroupInput,
  removeOsUserInput,
} from '../../contracts/accounts-api.ts'
import { serviceId } from '../../contracts/ids.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as database from './database.ts'
import * as folders from './folders.ts'
import * as service from './service.ts'
import * as shell from './shell.ts'

/** Accounts inside services. Passwords are made where they are shown; here come verifiers and hashes alone. */
export const accountsRouter = router({
  get: procedure.input(z.object({ service: serviceId })).query(({ ctx, input }) => service.get(ctx.app, input.service)),
  putDatabaseUser: procedure
    .input(putDatabaseUserInput)
    .mutation(({ ctx, input }) => service.put(ctx.app, ctx.caller, database.putUser(input))),
  removeDatabaseUser: procedure
    .input(removeDatabaseUserInput)
    .mutation(({ ctx, input }) => service.remove(ctx.app, ctx.caller, database.removeUser(input))),
  putOsUser: procedure.input(putOsUserInput).mutation(({ ctx, input }) => service.put(ctx.app, ctx.caller, shell.putUser(input))),
  removeOsUser: procedure
    .input(removeOsUserInput)
    .mutation(({ ctx, input }) => service.remove(ctx.app, ctx.caller, shell.removeUser(input))),
  putOsGroup: procedure.input(putOsGroupInput).mutation(({ ctx, input }) => service.put(ctx.app, ctx.caller, shell.putGroup(input))),
  removeOsGroup: procedure
    .input(removeOsGroupInput)
    .mutation(({ ctx, input }) => service.remove(ctx.app, ctx.caller, shell.removeGroup(input))),
  putFolder: procedure.input(putFolderInput).mutation(({ ctx, input }) => service.put(ctx.app, ctx.caller, folders.putFolder(input))),
  removeFolder: procedure
    .input(removeFolderInput)
    .mutation(({ ctx, input }) => service.remove(ctx.app, ctx.caller, folders.removeFolder(input))),
})
