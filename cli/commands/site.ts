import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Command } from 'commander'
import * as z from 'zod'
import { errorCodes, ReeveError } from '../../contracts/errors.ts'
import type { ArchiveFormat } from '../../contracts/files.ts'
import { uploadId } from '../../contracts/ids.ts'
import { done } from '../follow.ts'
import type { Io } from '../io.ts'
import { findService } from '../resolve.ts'
import { answer, openSession, type Session } from '../session.ts'
import { putStream } from '../socket.ts'
import { packFolder } from '../tar.ts'

export function addSite(program: Command, io: Io): void {
  const site = program.command('site').description("a website's files")

  site
    .command('deploy')
    .description('put a zip, a tar.gz or a folder in the place of the present files')
    .requiredOption('--service <service>', 'TENANT/NAME or id')
    .argument('<path>', 'archive or folder')
    .option('--no-wait', 'answer as soon as it is asked for')
    .action(async (path: string, options: { service: string; wait: boolean }, command: Command) => {
      const session = openSession(command, io)
      const service = await findService(session.api, options.service)
      const asked = await deploy(session, service.id, path)
      const action = options.wait ? await done(session, asked.action) : await session.api.actions.get.query({ action: asked.action })
      answer(session, { service: service.id, ...asked, state: action.state }, () =>
        options.wait ? `Deployed ${path} to ${service.tenantName}/${service.name}.\n` : `Asked for: ${asked.action}\n`,
      )
    })

  site
    .command('rollback')
    .description('bring the files of the deployment before back')
    .requiredOption('--service <service>', 'TENANT/NAME or id')
    .action(async (options: { service: string }, command: Command) => {
      const session = openSession(command, io)
      const service = await findService(session.api, options.service)
      const { action } = await session.api.files.rollback.mutate({ service: service.id })
      await done(session, action)
      answer(session, { service: service.id, action }, () => `Rolled ${service.tenantName}/${service.name} back.\n`)
    })
}

/** Uploads `path` and asks for its deployment. */
export async function deploy(session: Session, service: string, path: string): Promise<{ upload: string; action: string }> {
  const { format, body } = await archiveOf(path)
  const sent = await putStream(session.target, `/uploads?service=${service}&format=${format}`, body)
  const upload = uploadOf(sent)
  const { action } = await session.api.files.deploy.mutate({ service, upload })
  return { upload, action }
}

const uploaded = z.object({ upload: uploadId })
const refused = z.object({ error: z.object({ code: z.enum(errorCodes), message: z.string() }) })

function uploadOf({ status, text }: { status: number; text: string }): string {
  const body: unknown = JSON.parse(text)
  const good = uploaded.safeParse(body)
  if (good.success) return good.data.upload
  const bad = refused.safeParse(body)
  if (bad.success) throw new ReeveError(bad.data.error.code, bad.data.error.message)
  throw new ReeveError('internal', `The upload was answered with status ${status}. Try again.`)
}

/** What `path` is, by its first bytes and not by its name. */
async function archiveOf(path: string): Promise<{ format: ArchiveFormat; body: Readable }> {
  const stats = await stat(path).catch((error: unknown) => {
    throw new ReeveError('bad_input', `${path} cannot be read.`, error)
  })
  if (stats.isDirectory()) return { format: 'tar.gz', body: packFolder(path) }
  const file = await open(path)
  const start = Buffer.alloc(262)
  await file.read(start, 0, start.length, 0)
  await file.close()
  const format = formatOf(start)
  if (format === undefined) throw new ReeveError('bad_input', `${path} is neither a zip nor a tar or tar.gz archive.`)
  return { format, body: createReadStream(path) }
}

/** Format of an archive that begins with these bytes (at least 262 of them, or all). */
export function formatOf(start: Buffer): ArchiveFormat | undefined {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'tar.gz'
  if (start.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return 'zip'
  if (start.subarray(257, 262).toString('latin1') === 'ustar') return 'tar'
  return undefined
}
