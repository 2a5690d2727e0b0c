import { forward } from '@/app/_lib/forward'
import { maxUploadBytes } from '@/contracts/files'

/** An archive for a site; the body streams through and is never held here. */
export const PUT = (request: Request): Promise<Response> =>
  forward(request, `/uploads${new URL(request.url).search}`, { body: maxUploadBytes })
