import { TRPCError } from '@trpc/server'
import * as z from 'zod'
import { type ErrorCode, type ErrorView, ReeveError } from '../contracts/errors.ts'

type TrpcCode = TRPCError['code']

/** The one map from our codes to tRPC's (and so to HTTP). A new code without a line here is a compile error. */
const trpcCodes: Record<ErrorCode, TrpcCode> = {
  bad_input: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  changed_meanwhile: 'CONFLICT',
  over_limit: 'PRECONDITION_FAILED',
  over_licence: 'PRECONDITION_FAILED',
  rate_limited: 'TOO_MANY_REQUESTS',
  too_large: 'PAYLOAD_TOO_LARGE',
  suspended: 'PRECONDITION_FAILED',
  halted: 'PRECONDITION_FAILED',
  approval_needed: 'PRECONDITION_FAILED',
  approval_invalid: 'PRECONDITION_FAILED',
  password_needed: 'PRECONDITION_FAILED',
  expired: 'PRECONDITION_FAILED',
  stale_generation: 'CONFLICT',
  signature_invalid: 'INTERNAL_SERVER_ERROR',
  replay_mismatch: 'CONFLICT',
  unknown_kind: 'BAD_REQUEST',
  image_missing: 'PRECONDITION_FAILED',
  storage_full: 'PRECONDITION_FAILED',
  start_failed: 'PRECONDITION_FAILED',
  no_answer: 'PRECONDITION_FAILED',
  hostile_archive: 'UNPROCESSABLE_CONTENT',
  unavailable: 'SERVICE_UNAVAILABLE',
  timeout: 'TIMEOUT',
  internal: 'INTERNAL_SERVER_ERROR',
}

/** What a client finds in `error.data.reeve`. `fields`: sentences per input field, for forms. */
export interface ErrorData extends ErrorView {
  fields: Record<string, string[]>
}

const internal = 'Something failed inside Reeve. Try again; the log of the backend says more.'

export function toTrpc(error: ReeveError): TRPCError {
  return new TRPCError({ code: trpcCodes[error.code], message: error.message, cause: error })
}

/** The view of any error that left a procedure. */
export function errorData(error: TRPCError): ErrorData {
  const cause = error.cause
  if (cause instanceof ReeveError) return { code: cause.code, message: cause.message, fields: {} }
  if (cause instanceof z.ZodError) return badInput(cause)
  if (error.code === 'NOT_FOUND') return { code: 'not_found', message: 'There is no such procedure.', fields: {} }
  if (error.code === 'PAYLOAD_TOO_LARGE') return { code: 'too_large', message: 'The request is too large.', fields: {} }
  if (error.code === 'BAD_REQUEST' || error.code === 'PARSE_ERROR')
    return { code: 'bad_input', message: 'The request cannot be read.', fields: {} }
  if (error.code === 'METHOD_NOT_SUPPORTED' || error.code === 'UNSUPPORTED_MEDIA_TYPE')
    return { code: 'bad_input', message: 'The request has the wrong form.', fields: {} }
  return { code: 'internal', message: internal, fields: {} }
}

export function badInput(error: z.ZodError): ErrorData {
  const fields: Record<string, string[]> = {}
  for (const issue of error.issues) {
    const path = issue.path.map(String).join('.')
    fields[path] = [...(fields[path] ?? []), issue.message]
  }
  const first = error.issues[0]
  const where = first === undefined || first.path.length === 0 ? '' : `${first.path.map(String).join('.')}: `
  return { code: 'bad_input', message: `${where}${first?.message ?? 'The input is not valid.'}`, fields }
}
