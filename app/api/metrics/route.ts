import { forward } from '@/app/_lib/forward'

/** For a Prometheus: the backend wants its token. */
export const GET = (request: Request): Promise<Response> => forward(request, '/metrics', { body: 0, header: 'authorization' })
