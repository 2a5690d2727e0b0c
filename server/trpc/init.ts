import { initTRPC, TRPCError } from '@trpc/server'
import superjson from 'superjson'
import { ReeveError } from '../../contracts/errors.ts'
import type { Context } from '../context.ts'
import { errorData, toTrpc } from '../errors.ts'

export const t = initTRPC.context<Context>().create({
  transformer: superjson,
  isDev: false,
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
  errorFormatter: ({ shape, error }) => {
    const reeve = errorData(error)
    return {
      ...shape,
      message: reeve.message,
      data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, reeve },
    }
  },
})

/** Logs what went wrong inside, once, with its cause; and gives our own errors tRPC's code. */
export const translateErrors = t.middleware(async ({ ctx, path, next }) => {
  const result = await next()
  if (result.ok) return result
  const cause = result.error.cause
  if (cause instanceof ReeveError) {
    if (cause.cause !== undefined) ctx.app.log.warn({ path, code: cause.code, err: cause.cause }, cause.message)
    throw toTrpc(cause)
  }
  if (result.error.code === 'INTERNAL_SERVER_ERROR') {
    ctx.app.log.error({ path, err: result.error.cause ?? result.error }, 'procedure failed')
    throw new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'internal', cause: result.error.cause })
  }
  return result
})
