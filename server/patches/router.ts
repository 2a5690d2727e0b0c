import * as z from 'zod'
import { serviceId } from '../../contracts/ids.ts'
import { setScheduleInput } from '../../contracts/patch-schedule.ts'
import { listTargetsInput, ofRun, patchHostInput, setWindowsInput, startRunInput, windowsInput } from '../../contracts/patches.ts'
import { procedure, router } from '../trpc/procedures.ts'
import * as queries from './queries.ts'
import { setSchedule } from './schedules.ts'
import * as service from './service.ts'
import { targets } from './targets.ts'

export const patchesRouter = router({
  /** What is outdated, and the last runs. */
  get: procedure.query(({ ctx }) => queries.get(ctx.app)),
  check: procedure.mutation(({ ctx }) => service.check(ctx.app, ctx.caller)),
  start: procedure.input(startRunInput).mutation(({ ctx, input }) => service.start(ctx.app, ctx.caller, input)),
  run: procedure.input(ofRun).query(({ ctx, input }) => queries.run(ctx.app, input.run)),
  targets: procedure.input(listTargetsInput).query(({ ctx, input }) => targets(ctx.app, input)),
  pause: procedure.input(ofRun).mutation(({ ctx, input }) => service.tell(ctx.app, ctx.caller, input.run, 'pause')),
  resume: procedure.input(ofRun).mutation(({ ctx, input }) => service.tell(ctx.app, ctx.caller, input.run, 'resume')),
  cancel: procedure.input(ofRun).mutation(({ ctx, input }) => service.tell(ctx.app, ctx.caller, input.run, 'cancel')),
  /** Critical: waits for an approval. */
  host: procedure.input(patchHostInput).mutation(({ ctx, input }) => service.patchHost(ctx.app, ctx.caller, input)),
  restoreHost: procedure.mutation(({ ctx }) => service.restoreHost(ctx.app, ctx.caller)),
  windows: procedure.input(windowsInput).query(({ ctx, input }) => queries.windows(ctx.app, input.tenant ?? null)),
  setWindows: procedure.input(setWindowsInput).mutation(({ ctx, input }) => service.setWindows(ctx.app, ctx.caller, input)),
  setSchedule: procedure.input(setScheduleInput).mutation(({ ctx, input }) => setSchedule(ctx.app, ctx.caller, input)),
  ofService: procedure.input(z.object({ service: serviceId })).query(({ ctx, input }) => queries.ofService(ctx.app, input.service)),
})
