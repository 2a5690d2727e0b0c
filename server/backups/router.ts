import {
  backupsOfInput,
  browseInput,
  cancelBackupInput,
  leftInput,
  ofLeftInput,
  ofRepository,
  planPolicyInput,
  planPreviewInput,
  previewInput,
  restoreInput,
  restoreLeftInput,
  restorePartInput,
  runBackupInput,
  setPlanPolicyInput,
  setPolicyInput,
  setRepositoryInput,
  verifyBackupsInput,
} from '../../contracts/backup-api.ts'
import { backupPolicy } from '../../contracts/backups.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as control from './control.ts'
import * as left from './left.ts'
import * as repositories from './repositories.ts'
import * as service from './service.ts'

export const backupsRouter = router({
  list: procedure.input(backupsOfInput).query(({ ctx, input }) => service.list(ctx.app, input.service)),
  /** The installation itself. */
  runControl: procedure.mutation(({ ctx }) => control.runControl(ctx.app, ctx.caller)),
  setControlPolicy: procedure.input(backupPolicy).mutation(({ ctx, input }) => control.setControlPolicy(ctx.app, ctx.caller, input)),
  run: procedure.input(runBackupInput).mutation(({ ctx, input }) => service.run(ctx.app, ctx.caller, input)),
  restore: procedure.input(restoreInput).mutation(({ ctx, input }) => service.restore(ctx.app, ctx.caller, input)),
  restorePart: procedure.input(restorePartInput).mutation(({ ctx, input }) => service.restorePart(ctx.app, ctx.caller, input)),
  revert: procedure.input(backupsOfInput).mutation(({ ctx, input }) => service.revert(ctx.app, ctx.caller, input.service)),
  browse: procedure.input(browseInput).query(({ ctx, input }) => service.browse(ctx.app, ctx.caller, input)),
  /** Makes a file, a folder or all of it ready at `GET /downloads/<download>`, once. */
  download: procedure.input(browseInput).mutation(({ ctx, input }) => service.download(ctx.app, ctx.caller, input)),
  verify: procedure.input(verifyBackupsInput).mutation(({ ctx, input }) => service.verify(ctx.app, ctx.caller, input)),
  drill: procedure.input(restoreInput).mutation(({ ctx, input }) => service.drill(ctx.app, ctx.caller, input)),
  cancel: procedure.input(cancelBackupInput).mutation(({ ctx, input }) => service.cancel(ctx.app, ctx.caller, input)),
  setPolicy: procedure.input(setPolicyInput).mutation(({ ctx, input }) => service.setPolicy(ctx.app, ctx.caller, input)),
  /** What retention by these rules removes. */
  preview: procedure.input(previewInput).query(({ ctx, input }) => service.preview(ctx.app, input)),
  planPolicy: procedure.input(planPolicyInput).query(({ ctx, input }) => service.planPolicy(ctx.app, input.plan)),
  setPlanPolicy: procedure.input(setPlanPolicyInput).mutation(({ ctx, input }) => service.setPlanPolicy(ctx.app, ctx.caller, input)),
  planPreview: procedure.input(planPreviewInput).query(({ ctx, input }) => service.planPreview(ctx.app, input)),
  /** Of services that are deleted. */
  left: procedure.input(leftInput).query(({ ctx, input }) => left.left(ctx.app, input.tenant)),
  restoreLeft: procedure.input(restoreLeftInput).mutation(({ ctx, input }) => left.restoreLeft(ctx.app, ctx.caller, input)),
  removeLeft: procedure.input(ofLeftInput).mutation(({ ctx, input }) => left.removeLeft(ctx.app, ctx.caller, input)),
  state: procedure.query(({ ctx }) => service.state(ctx.app)),
  setRepository: procedure.input(setRepositoryInput).mutation(({ ctx, input }) => repositories.setRepository(ctx.app, ctx.caller, input)),
  testRepository: procedure
    .input(ofRepository)
    .mutation(({ ctx, input }) => repositories.testRepository(ctx.app, ctx.caller, input.repository)),
  removeRepository: procedure
    .input(ofRepository)
    .mutation(({ ctx, input }) => repositories.removeRepository(ctx.app, ctx.caller, input.repository)),
})
