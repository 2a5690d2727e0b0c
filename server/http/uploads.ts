import type { IncomingMessage, ServerResponse } from 'node:http'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { and, eq, gt, inArray, lt } from 'drizzle-orm'
import { ReeveError } from '../../contracts/errors.ts'
import { archiveFormat, maxUploadBytes, uploadLifeMs } from '../../contracts/files.ts'
import { newId } from '../../contracts/ids.ts'
import { services, uploads } from '../../db/schema/index.ts'
import { permit } from '../access.ts'
import type { App } from '../app.ts'
import { recordEvent } from '../change.ts'
import type { Context } from '../context.ts'
import { noteRefusal } from '../refusals/note.ts'
import { takesFiles } from '../services/policy.ts'
import { usableService } from '../services/rows.ts'
import { sendJson } from './errors.ts'

const day = 86_400_000
const mostOfTenant = 2

/**
 * `PUT /uploads?service=…&format=zip|tar|tar.gz`: streams an archive through to the keep; nothing is kept here. Answers 201
 * `{ upload, bytes, sha256 }`; `files.deploy` takes the upload's id. The same rights as `files.deploy`, asked before the first byte is read.
 */
export async function receiveUpload(ctx: Context, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { app, caller } = ctx
  if (!ctx.local && (caller?.token ?? null) === null && (ctx.origin === null || !app.config.site.origins.includes(ctx.origin)))
    throw new ReeveError('forbidden', 'This request does not come from a page of this panel. Open the panel by its own address.')
  const service = url.searchParams.get('service') ?? ''
  try {
    permit(app, caller, 'files.deploy', 'mutation', { service })
  } catch (error) {
    noteRefusal(ctx, 'files.deploy', { service }, error)
    throw error
  }
  const format = archiveFormat.safeParse(url.searchParams.get('format'))
  if (!format.success) throw new ReeveError('bad_input', 'Upload a zip, tar or tar.gz archive.')
  if (Number(request.headers['content-length'] ?? 0) > maxUploadBytes) throw tooLarge()
  const facts = usableService(app.database.queries, service)
  takesFiles(facts.kind)
  const id = newId('u')
  const { bytes, sha256 } = await withRoom(app, facts.tenant.id, service, () =>
    app.door.putUpload(id, { tenant: facts.tenant.id, service }, bodyOf(request)),
  )
  if (bytes === 0) {
    await app.door.deleteUpload(id)
    throw new ReeveError('bad_input', 'This file is empty. Choose a zip, tar or tar.gz archive.')
  }
  const now = app.now()
  const person = caller?.person ?? ''
  app.database.transact((tx) => {
    tx.delete(uploads)
      .where(lt(uploads.createdAt, now - day))
      .run()
    tx.insert(uploads).values({ id, service, person, direction: 'up', format: format.data, bytes, sha256, createdAt: now }).run()
    recordEvent(tx, caller ?? person, now, { what: 'site.upload', tenant: facts.tenant.id, object: service, detail: `${bytes} bytes` })
  })
  sendJson(response, 201, { upload: id, bytes, sha256 })
}

/** Archives that are on their way, by tenant. */
const coming = new Map<string, number>()

/**
 * The keep's room for archives is everybody's: a tenant has at most two there, on their way or waiting for their deployment. A new archive of a
 * service takes the place of the one that waits for it.
 */
async function withRoom<T>(app: App, tenant: string, service: string, put: () => Promise<T>): Promise<T> {
  const { queries } = app.database
  const own = queries.select({ id: services.id }).from(services).where(eq(services.tenant, tenant))
  const waiting = queries
    .select({ id: uploads.id, service: uploads.service })
    .from(uploads)
    .where(and(eq(uploads.direction, 'up'), gt(uploads.createdAt, app.now() - uploadLifeMs), inArray(uploads.service, own)))
    .all()
  const replaced = waiting.filter((upload) => upload.service === service)
  const before = coming.get(tenant) ?? 0
  if (waiting.length - replaced.length + before >= mostOfTenant)
    throw new ReeveError(
      'rate_limited',
      `${mostOfTenant} archives of this tenant are there already. Deploy them first, or wait for their end.`,
    )
  coming.set(tenant, before + 1)
  try {
    const done = await put()
    // The keep has taken the new one in the place of the old.
    for (const upload of replaced) queries.delete(uploads).where(eq(uploads.id, upload.id)).run()
    return done
  } finally {
    const left = (coming.get(tenant) ?? 1) - 1
    if (left === 0) coming.delete(tenant)
    else coming.set(tenant, left)
  }
}

/** `GET /downloads/:id`: what `files.download` made, once, for the person who asked for it. */
export async function sendDownload(ctx: Context, id: string, response: ServerResponse): Promise<void> {
  const { app, caller } = ctx
  if (caller === null) throw new ReeveError('unauthenticated', 'Sign in first.')
  const mine = and(eq(uploads.id, id), eq(uploads.direction, 'down'), eq(uploads.person, caller.person))
  const row = app.database.queries.select().from(uploads).where(mine).get()
  if (row === undefined) throw new ReeveError('not_found', 'There is no such thing, or it is not yours.')
  permit(app, caller, 'files.download', 'query', { service: row.service })
  const stream = await app.door.getUpload(id)
  const name = encodeURIComponent(row.name)
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  await pipeline(stream, response)
  app.database.queries.delete(uploads).where(mine).run()
  await app.door.deleteUpload(id)
}

const tooLarge = (): ReeveError => new ReeveError('too_large', `Upload at most ${maxUploadBytes / 1_048_576} MiB.`)

/** The bytes as they come. One that turns away ends what waits for them: `pipe` alone would wait for ever. */
function bodyOf(request: IncomingMessage): Transform {
  const body = atMost(maxUploadBytes)
  request.once('close', () => {
    if (!request.complete) body.destroy(new ReeveError('unavailable', 'The upload broke off. Send it again.'))
  })
  return request.pipe(body)
}

function atMost(limit: number): Transform {
  let seen = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length
      if (seen > limit) done(tooLarge())
      else done(null, chunk)
    },
  })
}
