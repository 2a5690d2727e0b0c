import { Suspense } from 'react'
import { titleOf } from '@/app/_text/server-text'
import { People } from './_list'

export const generateMetadata = titleOf((text) => text.tenant.people.title)

export default async function PeoplePage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <Suspense>
      <People tenant={tenant} />
    </Suspense>
  )
}
