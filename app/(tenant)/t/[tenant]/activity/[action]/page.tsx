import { Prefetch } from '@/app/_lib/prefetch'
import { ActionPage } from '@/app/_shared/action-page'
import { titleOf } from '@/app/_text/server-text'

export const generateMetadata = titleOf((text) => text.actions.detail.title)

export default async function OwnAction({ params }: { params: Promise<{ tenant: string; action: string }> }) {
  const { tenant, action } = await params
  return (
    <Prefetch queries={(trpc) => [trpc.actions.get.queryOptions({ action })]}>
      <ActionPage action={action} tenant={tenant} />
    </Prefetch>
  )
}
