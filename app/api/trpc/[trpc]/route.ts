import { forward } from '@/app/_lib/forward'

/** Calls with a file's content are the largest: 1 MiB as Base64, in JSON. */
const limits = { body: 2 * 1_048_576 }

async function handle(request: Request, { params }: { params: Promise<{ trpc: string }> }): Promise<Response> {
  const { trpc } = await params
  return forward(request, `/trpc/${encodeURIComponent(trpc).replaceAll('%2C', ',')}${new URL(request.url).search}`, limits)
}

export { handle as GET, handle as POST }
