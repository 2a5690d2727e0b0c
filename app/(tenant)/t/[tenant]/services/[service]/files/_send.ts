import * as z from 'zod'
import { paths } from '@/app/_lib/paths'
import type { ArchiveFormat } from '@/contracts/files'
import { uploadId } from '@/contracts/ids'

const answered = z.object({ upload: uploadId })
const refused = z.object({ message: z.string() })

/** Sends an archive and answers the id of the upload. XMLHttpRequest, since fetch does not tell how far a body has come. `onShare`: 0 to 1. */
export function sendArchive(service: string, format: ArchiveFormat, file: File, onShare: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', paths.api.upload(service, format))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = (event) => event.lengthComputable && onShare(event.loaded / event.total)
    request.onerror = () => reject(new TypeError('the connection broke'))
    request.onload = () => {
      const body = parse(request.responseText)
      const good = answered.safeParse(body)
      if (request.status < 300 && good.success) return resolve(good.data.upload)
      const bad = refused.safeParse(body)
      reject(bad.success ? new Error(bad.data.message) : new TypeError(`status ${request.status}`))
    }
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
