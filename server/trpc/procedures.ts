import { ReeveError } from '../../contracts/errors.ts'
import { type ProcedurePath, permit } from '../access.ts'
import { noteRefusal } from '../refusals/note.ts'
import { t, translateErrors } from './init.ts'

/** A page of another site must not act with the visitor's cookie, whatever the browser thinks of SameSite. A token no browser sends by itself. */
const sameOrigin = t.middleware(({ ctx, type, next }) => {
  if (
    type === 'mutation' &&
    !ctx.local &&
    (ctx.caller?.token ?? null) === null &&
    (ctx.origin === null || !ctx.app.config.site.origins.includes(ctx.origin))
  )
    throw new ReeveError('forbidden', 'This request does not come from a page of this panel. Open the panel by its own address.')
  return next()
})

/** The access table decides, before the input's own schema is asked: nobody learns from an error message what is not theirs. */
const permitted = t.middleware(async ({ ctx, path, type, getRawInput, next }) => {
  permit(ctx.app, ctx.caller, path as ProcedurePath, type, await getRawInput())
  return next()
})

/** Who is known and tries to change what they may not is written down. */
const noted = t.middleware(async ({ ctx, path, type, getRawInput, next }) => {
  const result = await next()
  if (!result.ok && type === 'mutation') noteRefusal(ctx, path as ProcedurePath, await getRawInput(), result.error.cause)
  return result
})

/** For everyone, signed in or not. The access table still has to say so. */
export const open = t.procedure.use(translateErrors).use(noted).use(sameOrigin).use(permitted)

/** For callers who are signed in. */
export const procedure = open.use(({ ctx, next }) => {
  if (ctx.caller === null) throw new ReeveError('unauthenticated', 'Sign in first.')
  return next({ ctx: { ...ctx, caller: ctx.caller } })
})

export const router = t.router
