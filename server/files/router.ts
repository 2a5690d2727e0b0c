import * as z from 'zod'
import { deployInput, fileInput, moveFileInput, writeFileInput } from '../../contracts/api.ts'
import { filePathBelow, newFilePath } from '../../contracts/files.ts'
import { serviceId } from '../../contracts/ids.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as service from './service.ts'

const below = z.object({ service: serviceId, path: filePathBelow })
const newFolder = z.object({ service: serviceId, path: newFilePath })

/** Changes answer when the file is changed, or with the error that kept it from being; deployments answer at once with their action. */
export const filesRouter = router({
  list: procedure.input(fileInput).query(({ ctx, input }) => service.list(ctx.app, ctx.caller, input)),
  read: procedure.input(below).query(({ ctx, input }) => service.read(ctx.app, ctx.caller, input)),
  write: procedure.input(writeFileInput).mutation(({ ctx, input }) => service.write(ctx.app, ctx.caller, input)),
  makeFolder: procedure.input(newFolder).mutation(({ ctx, input }) => service.makeFolder(ctx.app, ctx.caller, input)),
  move: procedure.input(moveFileInput).mutation(({ ctx, input }) => service.move(ctx.app, ctx.caller, input)),
  delete: procedure.input(below).mutation(({ ctx, input }) => service.remove(ctx.app, ctx.caller, input)),
  /** After `PUT /uploads?service=…&format=…` answered with the upload's id. */
  deploy: procedure.input(deployInput).mutation(({ ctx, input }) => service.deploy(ctx.app, ctx.caller, input)),
  rollback: procedure
    .input(z.object({ service: serviceId }))
    .mutation(({ ctx, input }) => service.rollback(ctx.app, ctx.caller, input.service)),
  /** Makes the file (or the folder, as tar.gz) ready at `GET /downloads/<download>`, once. */
  download: procedure.input(fileInput).mutation(({ ctx, input }) => service.download(ctx.app, ctx.caller, input)),
})
