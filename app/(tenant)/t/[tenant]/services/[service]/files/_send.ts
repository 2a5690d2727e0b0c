import * as z from 'zod'
import { paths } from '@/app/_lib/paths'
import { errorCodes } from '@/contracts/errors'
import type { ArchiveFormat } from '@/contracts/files'
import { uploadId } from '@/contracts/ids'

const answered = z.object({ upload: uploadId })
const refused = z.object({ error: z.object({ code: z.enum(errorCodes), message: z.string() }) })

/** What the backend or the panel said about an upload, in the form of every other error of the backend (app/_lib/errors.ts). */
class UploadRefused extends Error {
  override name = 'UploadRefused'
  readonly data: { reeve: z.infer<typeof refused>['error'] }
  constructor(reeve: z.infer<typeof refused>['error']) {
    super(reeve.message)
    this.data = { reeve }
  }
}

/** The id of the upload, from an answer to `PUT /uploads`. Throws what the answer says, or that it says nothing. */
export function uploadOf(status: number, text: string): string {
  const body = parse(text)
  const good = answered.safeParse(body)
  if (status < 300 && good.success) return good.data.upload
  const bad = refused.safeParse(body)
  throw bad.success ? new UploadRefused(bad.data.error) : new TypeError(`status ${status}`)
}

interface Sending {
  /** 0 to 1. */
  onShare: (share: number) => void
  /** Ends the sending; the promise rejects. */
  signal: AbortSignal
}

/** Sends an archive and answers the id of the upload. XMLHttpRequest, since fetch does not tell how far a body has come. */
export function sendArchive(service: string, format: ArchiveFormat, file: File, { onShare, signal }: Sending): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const request = new XMLHttpRequest()
    request.open('PUT', paths.api.upload(service, format))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = (event) => event.lengthComputable && onShare(event.loaded / event.total)
    request.onerror = () => reject(new TypeError('the connection broke'))
    request.onabort = () => reject(signal.reason)
    request.onload = () => {
      try {
        resolve(uploadOf(request.status, request.responseText))
      } catch (error) {
        reject(error)
      }
    }
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
