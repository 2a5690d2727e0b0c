import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import type { ActionInput } from '../../contracts/actions.ts'
import type { deployInput, fileInput, moveFileInput, writeFileInput } from '../../contracts/api.ts'
import type { AskedView } from '../../contracts/detail.ts'
import { ReeveError } from '../../contracts/errors.ts'
import { fileEntry, fileSum } from '../../contracts/files.ts'
import { uploadId } from '../../contracts/ids.ts'
import { uploads } from '../../db/schema/index.ts'
import type { App } from '../app.ts'
import { actorOf, type Caller } from '../caller.ts'
import { change } from '../change.ts'
import { want } from '../dispatch/want.ts'
import { takesFiles } from '../services/policy.ts'
import { type ServiceFacts, usableService } from '../services/rows.ts'

/** How long a page waits for a changed file; the action itself goes on. */
const patienceMs = 60_000
type PathInput = z.output<typeof fileInput>

const entries = z.object({ entries: z.array(fileEntry), truncated: z.boolean() })
const content = z.object({ content: z.string(), sha256: fileSum })
const made = z.object({ download: uploadId, name: z.string() })

export async function list(app: App, caller: Caller, { service, path }: PathInput): Promise<z.output<typeof entries>> {
  const tenant = facts(app, service).tenant.id
  return entries.parse(await app.dispatcher.ask('files.list', { tenant, service, path }, actorOf(caller, tenant)))
}

/** The content is base64. */
export async function read(app: App, caller: Caller, { service, path }: PathInput): Promise<z.output<typeof content>> {
  const tenant = facts(app, service).tenant.id
  return content.parse(await app.dispatcher.ask('files.read', { tenant, service, path }, actorOf(caller, tenant)))
}

export const write = (app: App, caller: Caller, input: z.output<typeof writeFileInput>): Promise<AskedView> =>
  changed(app, caller, 'files.write', input)
export const makeFolder = (app: App, caller: Caller, input: PathInput): Promise<AskedView> =>
  changed(app, caller, 'files.makeFolder', input)
export const move = (app: App, caller: Caller, input: z.output<typeof moveFileInput>): Promise<AskedView> =>
  changed(app, caller, 'files.move', input)
export const remove = (app: App, caller: Caller, input: PathInput): Promise<AskedView> => changed(app, caller, 'files.delete', input)

type Change = 'files.write' | 'files.makeFolder' | 'files.move' | 'files.delete'

async function changed<N extends Change>(
  app: App,
  caller: Caller,
  name: N,
  input: Omit<ActionInput<N>, 'tenant'> & { service: string },
): Promise<AskedView> {
  const tenant = facts(app, input.service).tenant.id
  const { action } = change(app, caller, { what: name, tenant, object: input.service }, [], (tx, now) => {
    const whole = { ...input, tenant } as unknown as ActionInput<N>
    return { action: want(tx, { name, actor: actorOf(caller, tenant), now, input: whole }) }
  })
  const row = await app.dispatcher.ended(action, patienceMs)
  if (row.error !== null) throw new ReeveError(row.error.code, row.error.message)
  return { action }
}

export function deploy(app: App, caller: Caller, { service, upload }: z.output<typeof deployInput>): AskedView {
  const tenant = facts(app, service).tenant.id
  return change(app, caller, { what: 'site.deploy', tenant, object: service }, ['services'], (tx, now) => {
    const row = tx
      .select()
      .from(uploads)
      .where(and(eq(uploads.id, upload), eq(uploads.service, service), eq(uploads.direction, 'up')))
      .get()
    if (row === undefined || row.format === null) throw new ReeveError('not_found', 'The upload is not there any more. Upload it again.')
    // One deployment for each upload: the keep removes the archive once it is unpacked.
    tx.delete(uploads).where(eq(uploads.id, upload)).run()
    const { bytes, sha256, format } = row
    const input = { tenant, service, upload, bytes, sha256, format }
    return { action: want(tx, { name: 'site.deploy', actor: actorOf(caller, tenant), now, input }) }
  })
}

export function rollback(app: App, caller: Caller, service: string): AskedView {
  const tenant = facts(app, service).tenant.id
  return change(app, caller, { what: 'site.rollback', tenant, object: service }, ['services'], (tx, now) => ({
    action: want(tx, { name: 'site.rollback', actor: actorOf(caller, tenant), now, input: { tenant, service } }),
  }))
}

export async function download(app: App, caller: Caller, { service, path }: PathInput): Promise<{ download: string; name: string }> {
  const tenant = facts(app, service).tenant.id
  const answer = await app.dispatcher.ask('files.download', { tenant, service, path }, actorOf(caller, tenant))
  const { download: id, name } = made.parse(answer)
  const row = { id, service, person: caller.person, direction: 'down' as const, name, bytes: 0, sha256: '' }
  app.database.transact((tx) =>
    tx
      .insert(uploads)
      .values({ ...row, createdAt: app.now() })
      .run(),
  )
  return { download: id, name }
}

function facts(app: App, service: string): ServiceFacts {
  const found = usableService(app.database.queries, service)
  takesFiles(found.kind)
  return found
}
