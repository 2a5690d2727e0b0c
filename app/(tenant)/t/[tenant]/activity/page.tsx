import { Suspense } from 'react'
import { titleOf } from '@/app/_text/server-text'
import { Changes } from './_changes'
import { Activity } from './_list'

export const generateMetadata = titleOf((text) => text.tenant.activity.title)

export default async function ActivityPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <Suspense>
      <Activity tenant={tenant} />
      <Changes tenant={tenant} />
    </Suspense>
  )
}
