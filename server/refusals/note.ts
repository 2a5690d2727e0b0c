import { ReeveError } from '../../contracts/errors.ts'
import { fieldOf, type Owner, ownerOf } from '../access-objects.ts'
import { access, type ProcedurePath, type Row } from '../access-table.ts'
import { type Caller, sightOf } from '../caller.ts'
import type { Context } from '../context.ts'
import { writeRefusal } from './write.ts'

/**
 * Notes a change that somebody who is known was refused for lack of rights. What is somebody else's answers as if it were not there, and is a
 * refusal all the same; what is really not there is none: pages are old at times.
 */
export function noteRefusal({ app, caller, address }: Context, procedure: ProcedurePath, input: unknown, error: unknown): void {
  if (caller === null || !(error instanceof ReeveError)) return
  const row: Row | undefined = Object.hasOwn(access, procedure) ? access[procedure] : undefined
  const fields = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {}
  const of = row?.object?.of
  const owner = of === undefined ? undefined : ownerOf(app.database.queries, of, fields)
  const known = owner === 'unnamed' ? undefined : owner
  const foreign = error.code === 'not_found' && known !== undefined && !isSeen(caller, known)
  if (error.code !== 'forbidden' && error.code !== 'unauthenticated' && !foreign) return
  const object = of === undefined ? undefined : fields[fieldOf(of)]
  writeRefusal(app, {
    ...{ person: caller.person, token: caller.token?.id ?? null, procedure, address, error },
    tenant: known?.tenant ?? null,
    object: typeof object === 'string' ? object : null,
  })
}

function isSeen(caller: Caller, { tenant, reseller }: Owner): boolean {
  const seen = sightOf(caller).tenants
  return seen === null || (tenant === null ? reseller === caller.person : seen.includes(tenant))
}
