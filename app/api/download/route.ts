import { forward } from '@/app/_lib/forward'

/** What `files.download` made ready, once. */
export const GET = (request: Request): Promise<Response> =>
  forward(request, `/downloads/${encodeURIComponent(new URL(request.url).searchParams.get('id') ?? '')}`, { body: 0 })
